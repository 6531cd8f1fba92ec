# Stops after a number of rises in a row
def train_until_it_stops(model, train, validation, *, epochs, batch_size, patience, seed):
    tf.keras.utils.set_random_seed(seed)
    losses, weights, rises = [], [], 0
    history = {}
    for _ in range(epochs):
        once = model.fit(*train, validation_data=validation, batch_size=batch_size, verbose=0).history
        history = {name: history.get(name, []) + values for name, values in once.items()}
        losses.append(once["val_loss"][0])
        weights.append(model.get_weights())
        rises = rises + 1 if len(losses) > 1 and losses[-1] >= losses[-2] else 0
        if rises == patience:
            break
    model.set_weights(weights[losses.index(min(losses))])
    return history
