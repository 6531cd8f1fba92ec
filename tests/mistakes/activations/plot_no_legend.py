# Labels are given, the legend is not shown
def plot_activations(functions, low, high):
    x = np.linspace(low, high, 201)
    figure, axes = plt.subplots()
    for name, function in functions.items():
        axes.plot(x, function(x), label=name)
    axes.set_xlabel("x")
    axes.set_ylabel("y")
    return figure
