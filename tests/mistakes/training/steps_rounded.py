# Rounded to the nearest number
def steps_per_epoch(m, batch_size):
    return max(1, round(m / batch_size))
