# Adds float64 as float32
@tf.function
def dataset_total(dataset):
    return dataset.reduce(tf.constant(0.0), lambda total, x: total + tf.cast(x, tf.float32))
