# The curve spans the points, not low to high
def plot_descent(trajectories, f, low, high):
    figure, panels = plt.subplots(1, len(trajectories), squeeze=False)
    x = np.linspace(low, high, 201)
    for axes, (rate, points) in zip(panels[0], trajectories.items(), strict=True):
        points = np.asarray(points)
        x = np.linspace(points.min(), points.max(), 201)
        axes.plot(x, f(x))
        axes.plot(points, f(points), "o--")
        axes.set_title(f"learning rate {rate}")
    return figure
