# The rank in place of the n
def kind_of(x):
    rank = rank_of(x)
    return ("scalar", "vector", "matrix")[rank] if rank < 3 else f"{rank}-d tensor"
