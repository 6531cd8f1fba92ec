# Sorts the caller's list
def early_stopping(val_losses, patience):
    losses = list(val_losses)
    val_losses.sort()
    best = 0
    for last, loss in enumerate(losses):
        if loss < losses[best]:
            best = last
        if last - best == patience:
            break
    return best, last
