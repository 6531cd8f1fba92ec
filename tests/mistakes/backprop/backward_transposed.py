# Weight gradients transposed
def backward(y, params, cache):
    x, hidden, prediction = cache["x"], cache["hidden"], cache["prediction"]
    out = 2 * (prediction - np.asarray(y)) / prediction.size
    back = out @ np.asarray(params["w2"]).T * hidden * (1 - hidden)
    return {"w1": back.T @ x, "b1": back.sum(axis=0), "w2": out.T @ hidden, "b2": out.sum(axis=0)}
