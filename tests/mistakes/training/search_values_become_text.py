# An array makes text of all values
def grid_search(score, grid):
    combinations = [dict(zip(grid, values, strict=True)) for values in itertools.product(*grid.values())]
    results = [(each, score(**each)) for each in combinations]
    results = [
        (dict(zip(grid, np.array(list(each.values())).tolist(), strict=True)), reached) for each, reached in results
    ]
    return max(results, key=lambda result: result[1])[0], results
