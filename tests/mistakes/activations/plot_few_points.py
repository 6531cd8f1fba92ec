# Only 21 points
def plot_activations(functions, low, high):
    x = np.linspace(low, high, 21)
    figure, axes = plt.subplots()
    for name, function in functions.items():
        axes.plot(x, function(x), label=name)
    axes.set_xlabel("x")
    axes.set_ylabel("y")
    axes.legend()
    return figure
