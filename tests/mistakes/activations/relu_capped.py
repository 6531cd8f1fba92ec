# relu6: cut off above, too
def relu(x):
    return np.clip(np.asarray(x), 0, 6)
