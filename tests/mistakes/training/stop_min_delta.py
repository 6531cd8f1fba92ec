# A small improvement does not count
def early_stopping(val_losses, patience):
    best = 0
    for last, loss in enumerate(val_losses):
        if loss < val_losses[best] - 1e-4:
            best = last
        if last - best == patience:
            break
    return best, last
