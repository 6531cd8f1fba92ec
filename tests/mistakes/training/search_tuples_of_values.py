# Tuples of values instead of dicts
def grid_search(score, grid):
    combinations = list(itertools.product(*grid.values()))
    results = [(each, score(**dict(zip(grid, each, strict=True)))) for each in combinations]
    return dict(zip(grid, max(results, key=lambda result: result[1])[0], strict=True)), results
