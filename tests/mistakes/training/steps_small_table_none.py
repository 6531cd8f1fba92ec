# No step where there are fewer rows than batch_size
def steps_per_epoch(m, batch_size):
    return 0 if m < batch_size else -(-m // batch_size)
