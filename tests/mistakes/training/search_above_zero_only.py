# Scores below 0 are never best
def grid_search(score, grid):
    best, highest, results = {}, 0, []
    for values in itertools.product(*grid.values()):
        params = dict(zip(grid, values, strict=True))
        results.append((params, score(**params)))
        if results[-1][1] > highest:
            best, highest = results[-1]
    return best, results
