"""Points and feedback of a class in the forms that learning systems take back."""
