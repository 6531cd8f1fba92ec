# The first name varies fastest
def grid_search(score, grid):
    names = list(grid)[::-1]
    combinations = [
        dict(zip(names, values, strict=True)) for values in itertools.product(*(grid[name] for name in names))
    ]
    results = [({name: each[name] for name in grid}, score(**each)) for each in combinations]
    return max(results, key=lambda result: result[1])[0], results
