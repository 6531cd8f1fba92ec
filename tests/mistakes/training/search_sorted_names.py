# The names in alphabetical order
def grid_search(score, grid):
    combinations = [
        dict(zip(sorted(grid), values, strict=True))
        for values in itertools.product(*(grid[name] for name in sorted(grid)))
    ]
    results = [(each, score(**each)) for each in combinations]
    return max(results, key=lambda result: result[1])[0], results
