# Without a stop, the last epoch is the best one
def early_stopping(val_losses, patience):
    best = 0
    for last, loss in enumerate(val_losses):
        if loss < val_losses[best]:
            best = last
        if last - best == patience:
            return best, last
    return best, best
