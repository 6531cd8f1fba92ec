# One dict in all results
def grid_search(score, grid):
    params, results = {}, []
    for values in itertools.product(*grid.values()):
        params.update(zip(grid, values, strict=True))
        results.append((params, score(**params)))
    return dict(max(results, key=lambda result: result[1])[0]), results
