# Works for a list of numbers only
def step(z, threshold=0.0):
    return [1 if number > threshold else 0 for number in z]
