# The results in a dict
def grid_search(score, grid):
    results = {}
    for values in itertools.product(*grid.values()):
        results[values] = score(**dict(zip(grid, values, strict=True)))
    return dict(zip(grid, max(results, key=results.get), strict=True)), results
