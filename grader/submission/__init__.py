"""Submissions: find, copy, read and slice them. Nothing here runs a student's code."""
