# Other keys than those of params
def backward(y, params, cache):
    x, hidden, prediction = cache["x"], cache["hidden"], cache["prediction"]
    out = 2 * (prediction - np.asarray(y)) / prediction.size
    back = out @ np.asarray(params["w2"]).T * hidden * (1 - hidden)
    return {"dw1": x.T @ back, "db1": back.sum(axis=0), "dw2": hidden.T @ out, "db2": out.sum(axis=0)}
