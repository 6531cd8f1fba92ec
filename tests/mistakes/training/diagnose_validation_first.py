# A large validation error is always called overfitting
def diagnose(train_error, validation_error, target):
    if validation_error > target:
        return "overfitting"
    return "underfitting" if train_error > target else "good fit"
