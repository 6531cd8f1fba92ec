"""A class's submissions: find them, grade what is new through an engine, keep it in a gradebook, write the reports."""
