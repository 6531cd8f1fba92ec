# as_numpy_iterator does not work in a graph
@tf.function
def dataset_total(dataset):
    total = 0.0
    for x in dataset.as_numpy_iterator():
        total += x
    return total
