# The last point is not high: arange leaves it out
def plot_activations(functions, low, high):
    x = np.arange(low, high, 0.01)
    figure, axes = plt.subplots()
    for name, function in functions.items():
        axes.plot(x, function(x), label=name)
    axes.set_xlabel("x")
    axes.set_ylabel("y")
    axes.legend()
    return figure
