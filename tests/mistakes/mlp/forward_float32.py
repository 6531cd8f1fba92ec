# The result is float32
def forward(x, layers):
    for w, b, activation in layers:
        x = dense(x, w, b, activation)
    return tf.cast(x, tf.float32)
