# title: a C loop at import that never releases the interpreter
# attacks: relu
# status: timeout
# stopped by: deadline

forever = sum(range(10**15))


def relu(x):
    return forever
