# Prints instead of returning
def diagnose(train_error, validation_error, target):
    print("underfitting" if train_error > target else "overfitting" if validation_error > target else "good fit")
