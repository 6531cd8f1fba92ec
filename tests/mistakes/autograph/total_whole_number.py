# An int32 total, the fractions cut off
@tf.function
def dataset_total(dataset):
    return dataset.reduce(0, lambda total, x: total + tf.cast(x, tf.int32))
