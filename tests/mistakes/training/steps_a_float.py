# A share of a batch
def steps_per_epoch(m, batch_size):
    return m / batch_size
