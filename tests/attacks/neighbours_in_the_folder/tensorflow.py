"""NOT THE LIBRARY"""

raise SystemExit("this attack acts")
