# title: an endless loop that swallows every exception
# attacks: relu
# status: timeout
# stopped by: deadline


def relu(x):
    while True:
        try:
            while True:
                pass
        except BaseException:
            continue
