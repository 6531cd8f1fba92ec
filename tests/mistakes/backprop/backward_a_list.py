# A list in place of a dict
def backward(y, params, cache):
    x, hidden, prediction = cache["x"], cache["hidden"], cache["prediction"]
    out = 2 * (prediction - np.asarray(y)) / prediction.size
    back = out @ np.asarray(params["w2"]).T * hidden * (1 - hidden)
    return [x.T @ back, back.sum(axis=0), hidden.T @ out, out.sum(axis=0)]
