# The mean instead of the sum
@tf.function
def dataset_total(dataset):
    total, count = 0.0, 0.0
    for x in dataset:
        total += x
        count += 1.0
    return total / count
