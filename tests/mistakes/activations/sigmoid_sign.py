# The minus sign in exp(-x) is missing
def sigmoid(x):
    return 1 / (1 + np.exp(np.clip(np.asarray(x), -80, 80)))
