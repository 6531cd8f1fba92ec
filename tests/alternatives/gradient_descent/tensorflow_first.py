"""TensorFlow all the way: variables, tf.data for the batches, stateless random numbers."""

import matplotlib.pyplot as plt
import tensorflow as tf


def as_floats(x):
    x = tf.convert_to_tensor(x)
    return x if x.dtype.is_floating else tf.cast(x, tf.float32)


def descend(gradient, start, learning_rate, steps):
    point = as_floats(start)
    points = tf.TensorArray(point.dtype, size=steps + 1)
    points = points.write(0, point)
    for step in range(1, steps + 1):
        point -= learning_rate * gradient(point)
        points = points.write(step, point)
    return points.stack()


def descend_tape(f, start, learning_rate, steps):
    point = tf.Variable(as_floats(start))
    points = [point.numpy()]
    for _ in range(steps):
        with tf.GradientTape() as tape:
            y = f(point)
        point.assign_sub(learning_rate * tape.gradient(y, point))
        points.append(point.numpy())
    return tf.convert_to_tensor(points)


def behaviour_on_square(learning_rate):
    path = descend(lambda x: 2.0 * x, 1.0, learning_rate, 1)
    if tf.abs(path[1]) >= 1.0:
        return "diverges"
    return "oscillates" if path[1] < 0.0 else "converges"


def sgd_linear_regression(x, y, *, learning_rate, epochs, batch_size, seed):
    x, y = tf.cast(x, tf.float32), tf.cast(y, tf.float32)
    tf.random.set_seed(seed)
    w = tf.Variable(tf.random.normal((x.shape[1],), stddev=0.01))
    b = tf.Variable(tf.zeros((1,)))
    rows = tf.data.Dataset.from_tensor_slices((x, y)).shuffle(len(x)).batch(batch_size)

    for _ in range(epochs):
        for x_batch, y_batch in rows:
            with tf.GradientTape() as tape:
                loss = tf.reduce_mean(tf.square(tf.linalg.matvec(x_batch, w) + b - y_batch))
            for variable, slope in zip((w, b), tape.gradient(loss, (w, b)), strict=True):
                variable.assign_sub(learning_rate * slope)
    return w, b


def glorot_uniform(fan_in, fan_out, seed):
    limit = tf.sqrt(6.0 / (fan_in + fan_out))
    return tf.random.stateless_uniform((fan_in, fan_out), seed=(seed, 0), minval=-limit, maxval=limit)


def he_normal(fan_in, fan_out, seed):
    return tf.random.stateless_normal((fan_in, fan_out), seed=(seed, 1), stddev=tf.sqrt(2.0 / fan_in))


def lecun_normal(fan_in, fan_out, seed):
    tf.random.set_seed(seed)
    return tf.random.normal((fan_in, fan_out), 0.0, tf.sqrt(1.0 / fan_in))


def plot_descent(trajectories, f, low, high):
    figure, panels = plt.subplots(len(trajectories), 1)
    panels = [panels] if len(trajectories) == 1 else panels
    x = tf.linspace(float(low), float(high), 100)
    for axes, (rate, points) in zip(panels, trajectories.items(), strict=True):
        points = tf.constant(points, tf.float32)
        axes.plot(x, f(x))
        axes.scatter(points, f(points))
        axes.set_title("rate " + str(rate) + ", " + str(len(points)) + " points")
    return figure
