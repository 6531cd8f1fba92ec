# Epochs counted from 1
def early_stopping(val_losses, patience):
    best = 0
    for last, loss in enumerate(val_losses):
        if loss < val_losses[best]:
            best = last
        if last - best == patience:
            break
    return best + 1, last + 1
