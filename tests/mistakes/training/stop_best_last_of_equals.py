# The last of equals is called the best, without a new start of the count
def early_stopping(val_losses, patience):
    best, last = 0, 0
    for last, loss in enumerate(val_losses):
        if loss < val_losses[best]:
            best = last
        if last - best == patience:
            break
    ran = val_losses[: last + 1]
    return last - ran[::-1].index(min(ran)), last
