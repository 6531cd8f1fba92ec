# title: raises SystemExit, KeyboardInterrupt and GeneratorExit
# attacks: relu
# status: error, failed
# stopped by: boundary


def relu(x):
    raise (SystemExit(0), KeyboardInterrupt(), GeneratorExit())[np.size(x) % 3]
