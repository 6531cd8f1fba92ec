# The values in order of size
def grid_search(score, grid):
    combinations = [
        dict(zip(grid, values, strict=True))
        for values in itertools.product(*(sorted(values, key=str) for values in grid.values()))
    ]
    results = [(each, score(**each)) for each in combinations]
    return max(results, key=lambda result: result[1])[0], results
