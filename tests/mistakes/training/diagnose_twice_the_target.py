# Some tolerance
def diagnose(train_error, validation_error, target):
    if train_error > target * 1.01:
        return "underfitting"
    return "overfitting" if validation_error > target * 1.01 else "good fit"
