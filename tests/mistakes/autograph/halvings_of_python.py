# Asks for a number while tracing
@tf.function
def halvings(x):
    return tf.constant(int(x)).numpy().item().bit_length()
