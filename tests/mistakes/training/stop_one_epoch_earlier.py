# One epoch less than patience allows
def early_stopping(val_losses, patience):
    best = 0
    for last, loss in enumerate(val_losses):
        if loss < val_losses[best]:
            best = last
        elif last - best >= patience - 1:
            break
    return best, last
