# Always one output for a regression
def build_model(task, n_features, n_outputs=1):
    last = tf.keras.layers.Dense(1) if task == "regression" else output_layer(task, n_outputs)
    return tf.keras.Sequential([tf.keras.Input((n_features,)), tf.keras.layers.Dense(16, "relu"), last])
