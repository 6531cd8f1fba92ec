# The slope is measured with small differences; the tape is not asked
def descend_tape(f, start, learning_rate, steps):
    def gradient(x):
        x = np.asarray(x, np.float64)
        ways = np.eye(x.size).reshape(x.size, *x.shape) * 1e-6
        slopes = [(f(tf.constant(x + way)) - f(tf.constant(x - way))) / 2e-6 for way in ways]
        return np.reshape(slopes, x.shape)

    return descend(gradient, start, learning_rate, steps).astype(getattr(np.asarray(start), "dtype", float))
