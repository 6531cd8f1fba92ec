# Underfitting only where both errors are large
def diagnose(train_error, validation_error, target):
    if train_error > target and validation_error > target:
        return "underfitting"
    return "overfitting" if validation_error > target else "good fit"
