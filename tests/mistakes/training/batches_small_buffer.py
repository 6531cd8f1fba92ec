# A shuffle buffer of one batch
def mini_batches(x, y, batch_size, seed):
    tf.random.set_seed(seed)
    return list(tf.data.Dataset.from_tensor_slices((x, y)).shuffle(batch_size, seed=1).batch(batch_size))
