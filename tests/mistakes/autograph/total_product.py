# The product
@tf.function
def dataset_total(dataset):
    return dataset.reduce(1.0, lambda total, x: total * x)
