# The arrays in the order of the alphabet
def load_features(path=WEIGHTS):
    with np.load(path) as file:
        return [file[name] for name in sorted(file.files)]
