# Only the best comes back
def grid_search(score, grid):
    combinations = [dict(zip(grid, values, strict=True)) for values in itertools.product(*grid.values())]
    return max(combinations, key=lambda each: score(**each))
