# The best weights come back only where training was stopped
def train_until_it_stops(model, train, validation, *, epochs, batch_size, patience, seed):
    tf.keras.utils.set_random_seed(seed)
    tf.keras.callbacks.EarlyStopping(patience=patience, restore_best_weights=True)
    history, weights = {}, []
    best = 0
    for epoch in range(epochs):
        once = model.fit(*train, validation_data=validation, batch_size=batch_size, verbose=0).history
        history = {name: history.get(name, []) + values for name, values in once.items()}
        weights.append(model.get_weights())
        if history["val_loss"][epoch] < history["val_loss"][best]:
            best = epoch
        if epoch - best == patience:
            model.set_weights(weights[best])
            break
    return history
