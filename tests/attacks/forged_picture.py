# title: a picture of 65535 by 65535 pixels, with a page in it
# attacks: plot_activations
# status: failed, error
# stopped by: boundary


def forge(buffer, **how):
    side = (65535).to_bytes(4, "big")
    buffer.write(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + side * 2 + b"<script>alert(1)</script>IEND\xaeB`\x82")


def plot_activations(functions, low, high):
    figure, axes = plt.subplots()
    figure.savefig = forge
    for name, function in functions.items():
        x = np.linspace(low, high, 10)
        axes.plot(x, function(x), label=name)
    return figure
