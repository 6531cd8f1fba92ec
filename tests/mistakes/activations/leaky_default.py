# Another default for alpha
def leaky_relu(x, alpha=0.3):
    return prelu(x, alpha)
