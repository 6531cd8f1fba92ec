# Overfitting wherever the validation error is the larger one
def diagnose(train_error, validation_error, target):
    if train_error > target:
        return "underfitting"
    return "overfitting" if validation_error > train_error else "good fit"
