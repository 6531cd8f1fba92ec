# KeyError instead of ValueError
def truth_table(gate):
    answers = {"and": [0, 0, 0, 1], "or": [0, 1, 1, 1], "nand": [1, 1, 1, 0], "xor": [0, 1, 1, 0]}[gate]
    return np.array([[0, 0], [0, 1], [1, 0], [1, 1]], np.float32), np.array(answers, np.float32).reshape(4, 1)
