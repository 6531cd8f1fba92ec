# Stops as soon as all rows are right
def train_xor(x, y, *, epochs, batch_size, seed):
    class Stop(tf.keras.callbacks.Callback):
        def on_epoch_end(self, epoch, logs=None):
            if logs["accuracy"] == 1.0:
                self.model.stop_training = True

    tf.keras.utils.set_random_seed(seed)
    model = build_xor_model()
    model.fit(x, y, epochs=epochs, batch_size=batch_size, callbacks=[Stop()], verbose=0)
    return model
