# An error equal to the target counts as above
def diagnose(train_error, validation_error, target):
    if train_error >= target:
        return "underfitting"
    return "overfitting" if validation_error >= target else "good fit"
