# The count is right, but the weights of the last of equals are kept
def train_until_it_stops(model, train, validation, *, epochs, batch_size, patience, seed):
    tf.keras.utils.set_random_seed(seed)
    losses, weights = [], []
    history = {}
    for _ in range(epochs):
        once = model.fit(*train, validation_data=validation, batch_size=batch_size, verbose=0).history
        history = {name: history.get(name, []) + values for name, values in once.items()}
        losses.append(once["val_loss"][0])
        weights.append(model.get_weights())
        if len(losses) - 1 - losses.index(min(losses)) == patience:
            break
    model.set_weights(weights[max(epoch for epoch, loss in enumerate(losses) if loss == min(losses))])
    return history
