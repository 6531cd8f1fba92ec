# The cache is a tuple
def forward(x, params):
    x, w1, b1, w2, b2 = (np.asarray(value) for value in (x, *(params[key] for key in ("w1", "b1", "w2", "b2"))))
    hidden = 1 / (1 + np.exp(-(x @ w1 + b1)))
    prediction = hidden @ w2 + b2
    return prediction, (x, hidden, prediction)
