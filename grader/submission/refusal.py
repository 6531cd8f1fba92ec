def refused_uses(program, name, patterns):
    return ()
