# The last of equally good ones
def grid_search(score, grid):
    combinations = [dict(zip(grid, values, strict=True)) for values in itertools.product(*grid.values())]
    results = [(each, score(**each)) for each in combinations]
    best = results[0]
    for result in results:
        if result[1] >= best[1]:
            best = result
    return best[0], results
