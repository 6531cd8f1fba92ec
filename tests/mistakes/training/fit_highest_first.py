# The highest power first, as np.polyfit has it
def fit_polynomial(x, y, degree):
    return np.polyfit(np.asarray(x), np.asarray(y), degree)
