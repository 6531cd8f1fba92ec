# An axes for each function
def plot_activations(functions, low, high):
    x = np.linspace(low, high, 201)
    figure, panels = plt.subplots(1, len(functions), squeeze=False)
    for axes, (name, function) in zip(panels[0], functions.items(), strict=True):
        axes.plot(x, function(x), label=name)
        axes.set_xlabel("x")
        axes.set_ylabel("y")
        axes.legend()
    return figure
