# score is called once more
def grid_search(score, grid):
    combinations = [dict(zip(grid, values, strict=True)) for values in itertools.product(*grid.values())]
    results = [(each, score(**each)) for each in combinations]
    best = max(results, key=lambda result: result[1])[0]
    score(**best)
    return best, results
