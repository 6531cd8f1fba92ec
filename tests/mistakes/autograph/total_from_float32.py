# The total is float32 from the start, and float64 does not fit to it
@tf.function
def dataset_total(dataset):
    total = 0.0
    for x in dataset:
        total += x
    return total
