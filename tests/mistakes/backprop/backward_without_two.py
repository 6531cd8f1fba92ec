# The 2 of the square is missing
def backward(y, params, cache):
    x, hidden, prediction = cache["x"], cache["hidden"], cache["prediction"]
    out = (prediction - np.asarray(y)) / prediction.size
    back = out @ np.asarray(params["w2"]).T * hidden * (1 - hidden)
    return {"w1": x.T @ back, "b1": back.sum(axis=0), "w2": hidden.T @ out, "b2": out.sum(axis=0)}
