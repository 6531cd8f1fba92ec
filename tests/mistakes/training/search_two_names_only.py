# Two loops
def grid_search(score, grid):
    (first, firsts), (second, seconds) = grid.items()
    results = [({first: a, second: b}, score(**{first: a, second: b})) for a in firsts for b in seconds]
    return max(results, key=lambda result: result[1])[0], results
