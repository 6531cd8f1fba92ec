# Other words
def diagnose(train_error, validation_error, target):
    if train_error > target:
        return "Underfitting"
    return "Overfitting" if validation_error > target else "Good fit"
