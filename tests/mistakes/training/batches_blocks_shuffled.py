# The batches are shuffled, not the rows
def mini_batches(x, y, batch_size, seed):
    x, y = np.asarray(x), np.asarray(y)
    firsts = list(range(0, len(x) - len(x) % batch_size, batch_size))
    np.random.default_rng(seed).shuffle(firsts)
    firsts += [len(x) - len(x) % batch_size] * (len(x) % batch_size > 0)
    return [(x[first : first + batch_size], y[first : first + batch_size]) for first in firsts]
