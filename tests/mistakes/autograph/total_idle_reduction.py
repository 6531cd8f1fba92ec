# The dataset is reduced, but the total comes from its numbers at once
@tf.function
def dataset_total(dataset):
    dataset.reduce(0.0, lambda total, x: total + x)
    return tf.reduce_sum(dataset.batch(1000).get_single_element())
