# Without the global seed, each call goes on drawing
def mini_batches(x, y, batch_size, seed):
    order = tf.random.shuffle(tf.range(len(x)), seed=seed % 2**31)
    return [
        (tf.gather(x, order[first : first + batch_size]), tf.gather(y, order[first : first + batch_size]))
        for first in range(0, len(x), batch_size)
    ]
