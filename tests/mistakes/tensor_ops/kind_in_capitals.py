# Another spelling
def kind_of(x):
    return ("Scalar", "Vector", "Matrix", "n-D Tensor")[min(rank_of(x), 3)]
