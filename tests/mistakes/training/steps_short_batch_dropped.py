# The short batch does not count
def steps_per_epoch(m, batch_size):
    return m // batch_size
