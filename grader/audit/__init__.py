"""Is a suite sharp (every wrong solution loses points), fair (no right one does) and well-formed?"""
