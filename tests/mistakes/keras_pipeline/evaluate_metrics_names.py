# metrics_names holds compile_metrics instead of the metric's name
def evaluate(model, data):
    return dict(zip(model.metrics_names, model.evaluate(*data, verbose=0), strict=False))
