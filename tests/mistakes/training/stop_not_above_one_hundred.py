# Begins with a loss of 100
def early_stopping(val_losses, patience):
    smallest, best, waited = 100, 0, 0
    for last, loss in enumerate(val_losses):
        if loss < smallest:
            smallest, best, waited = loss, last, 0
        else:
            waited += 1
        if waited == patience:
            break
    return best, last
