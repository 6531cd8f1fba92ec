# Sorts the lists of the caller
def grid_search(score, grid):
    combinations = [dict(zip(grid, values, strict=True)) for values in itertools.product(*grid.values())]
    results = [(each, score(**each)) for each in combinations]
    for values in grid.values():
        values.sort(key=str)
    return max(results, key=lambda result: result[1])[0], results
