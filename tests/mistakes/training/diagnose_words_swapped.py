# The two words are confused
def diagnose(train_error, validation_error, target):
    if train_error > target:
        return "overfitting"
    return "underfitting" if validation_error > target else "good fit"
