# The lists side by side instead of every combination
def grid_search(score, grid):
    combinations = [dict(zip(grid, values, strict=False)) for values in zip(*grid.values(), strict=False)]
    results = [(each, score(**each)) for each in combinations]
    return max(results, key=lambda result: result[1])[0], results
