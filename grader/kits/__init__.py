"""Kits for students and instructors, and grading in CI and on Gradescope."""
