# All epochs that were not better count, in a row or not
def early_stopping(val_losses, patience):
    best, waited = 0, 0
    for last, loss in enumerate(val_losses):
        if loss < val_losses[best]:
            best = last
        elif last:
            waited += 1
        if waited == patience:
            break
    return best, last
