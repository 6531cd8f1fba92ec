# float32 cannot hold a thousand million exactly
def steps_per_epoch(m, batch_size):
    return int(np.ceil(np.float32(m) / np.float32(batch_size)))
