# relu compares the largest value only
def relu(x):
    x = np.asarray(x)
    return x if x.max() > 0 else np.zeros_like(x)
