# No titles
def plot_descent(trajectories, f, low, high):
    figure, panels = plt.subplots(1, len(trajectories), squeeze=False)
    x = np.linspace(low, high, 201)
    for axes, (_rate, points) in zip(panels[0], trajectories.items(), strict=True):
        points = np.asarray(points)
        axes.plot(x, f(x))
        axes.plot(points, f(points), "o--")
    return figure
