# Nothing for a rank above 3
def kind_of(x):
    return {0: "scalar", 1: "vector", 2: "matrix", 3: "n-d tensor"}.get(rank_of(x))
