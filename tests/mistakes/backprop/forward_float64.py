# float32 becomes float64
def forward(x, params):
    x, w1, b1, w2, b2 = (np.asarray(value) for value in (x, *(params[key] for key in ("w1", "b1", "w2", "b2"))))
    hidden = 1 / (1 + np.exp(-(x @ w1 + b1)))
    prediction = np.zeros((len(x), len(b2)))
    prediction += hidden @ w2 + b2
    return prediction, {"x": x, "hidden": hidden, "prediction": prediction}
