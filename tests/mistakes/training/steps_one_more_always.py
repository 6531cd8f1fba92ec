# One more batch, also where nothing is left over
def steps_per_epoch(m, batch_size):
    return m // batch_size + 1
