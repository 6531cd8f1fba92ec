# The best of the whole list, what was never reached included
def early_stopping(val_losses, patience):
    best = 0
    for last, loss in enumerate(val_losses):
        if loss < val_losses[best]:
            best = last
        if last - best == patience:
            break
    return val_losses.index(min(val_losses)), last
