"""Judging: ordinary pytest suites look at values that a worker sent; no student code runs here."""
