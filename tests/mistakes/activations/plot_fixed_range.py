# low and high are ignored
def plot_activations(functions, low, high):
    x = np.linspace(-2, 2, 201)
    figure, axes = plt.subplots()
    for name, function in functions.items():
        axes.plot(x, function(x), label=name)
    axes.set_xlabel("x")
    axes.set_ylabel("y")
    axes.legend()
    return figure
