# title: rewrites its own file for the next run
# attacks: relu
# status: error
# stopped by: mounts, landlock-files


from world import SUBMISSION, acts


def relu(x):
    open(SUBMISSION, "a").close()
    acts()
    return 7
