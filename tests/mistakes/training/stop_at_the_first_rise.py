# Patience is ignored
def early_stopping(val_losses, patience):
    for last in range(1, len(val_losses)):
        if val_losses[last] >= val_losses[last - 1]:
            return last - 1, last
    return len(val_losses) - 1, len(val_losses) - 1
