# Compiles a new model
_compile_model = compile_model


def compile_model(model, task):
    return _compile_model(build_model(task, 3, 3), task)
