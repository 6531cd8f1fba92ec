"""`check("gates")` in a notebook: grades what was run there, saved or not, and shows it below the cell."""
