# batch_size divided by m
def steps_per_epoch(m, batch_size):
    return -(-batch_size // m)
