# Better than the epoch before, not than the best
def early_stopping(val_losses, patience):
    waited, last = 0, 0
    for last in range(len(val_losses)):
        waited = 0 if last == 0 or val_losses[last] < val_losses[last - 1] else waited + 1
        if waited == patience:
            break
    return val_losses.index(min(val_losses[: last + 1])), last
