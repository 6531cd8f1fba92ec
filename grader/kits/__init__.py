"""Kits: what students and instructors are handed, and what grades in CI and on Gradescope."""
