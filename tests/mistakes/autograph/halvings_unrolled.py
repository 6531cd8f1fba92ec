# A Python loop: its steps are written into the graph one by one
@tf.function
def halvings(x):
    count = tf.constant(0)
    for _ in range(20):
        if x >= 1:
            x = x / 2
            count += 1
    return count
