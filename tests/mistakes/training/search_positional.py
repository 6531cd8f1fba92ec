# The values by their places
def grid_search(score, grid):
    combinations = [dict(zip(grid, values, strict=True)) for values in itertools.product(*grid.values())]
    results = [(each, score(*each.values())) for each in combinations]
    return max(results, key=lambda result: result[1])[0], results
