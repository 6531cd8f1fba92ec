# Each name alone, the others at their first value
def grid_search(score, grid):
    best, results = {name: values[0] for name, values in grid.items()}, []
    for name, values in grid.items():
        tried = [({**best, name: value}, score(**{**best, name: value})) for value in values]
        best = max(tried, key=lambda result: result[1])[0]
        results += tried
    return best, results
