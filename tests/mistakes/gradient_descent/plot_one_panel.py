# All walks in one panel
def plot_descent(trajectories, f, low, high):
    figure, axes = plt.subplots()
    x = np.linspace(low, high, 201)
    axes.plot(x, f(x))
    for points in trajectories.values():
        axes.plot(np.asarray(points), f(np.asarray(points)), "o--")
    axes.set_title(", ".join(str(rate) for rate in trajectories))
    return figure
