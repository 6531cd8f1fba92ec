"""A course as its author writes it: exercises, suites and points, and the stubs and notebooks that follow from them."""
