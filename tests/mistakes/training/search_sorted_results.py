# The results sorted by score
def grid_search(score, grid):
    combinations = [dict(zip(grid, values, strict=True)) for values in itertools.product(*grid.values())]
    results = [(each, score(**each)) for each in combinations]
    results.sort(key=lambda result: -result[1])
    return results[0][0], results
