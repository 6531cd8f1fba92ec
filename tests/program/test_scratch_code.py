"""What students leave below their functions never runs: slices of the solutions are the same with and without it."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.program.program import read_program
from grader.program.slicing import defined, slice_for

SOLUTIONS = Path(__file__).parents[2] / "solutions"
SCRATCH = {
    "tensor_ops": """
        table = np.arange(6.0).reshape(2, 3)
        print(rank_of(table), kind_of(table))
        for x in [1, [1, 2], table]:
            rank_of(x)
            assert kind_of(x)
        table[0, 0] = 7
        table.sort()
    """,
    "autograph": """
        found = []
        for x in (0.5, 4.0, 1000.0):
            found.append(int(halvings(tf.constant(x))))
        dataset = tf.data.Dataset.range(10)
        dataset_total(dataset).numpy()
        tf.config.run_functions_eagerly(False)
    """,
    "gates": """
        x, y = truth_table("or")
        model = train_perceptron(x, y, epochs=500, batch_size=4, seed=777)
        history = []
        for i in range(100):
            history.append(model.predict(x))
            print(history[-1])
        build_perceptron().summary()
        model.fit(x, y, epochs=1000)
        tests = {"and": [0, 0, 0, 1], "or": [0, 1, 1, 1]}
        for gate, wanted in tests.items():
            w, b = gate_weights(gate)
            tests[gate] = perceptron(x, w, b)
            assert list(tests[gate]) == wanted
        check = [truth_table, xor, step]
        for function in check:
            function.__name__
    """,
    "activations": """
        x = np.linspace(-5, 5, 100)
        functions = {"relu": relu, "tanh": tanh}
        functions["swish"] = swish
        figure = plot_activations(functions, -5, 5)
        figure.axes[0].set_title("activations")
        plt.show()
        x += 1
        relu(x).sort()
    """,
    "gradient_descent": """
        trajectories = {}
        for rate in (0.001, 0.1, 0.3, 0.9):
            trajectories[rate] = descend(lambda x: 2 * x, 4.0, rate, 20)
        figure = plot_descent(trajectories, lambda x: x * x, -5, 5)
        losses = []
        for seed in range(10):
            losses.extend(sgd_linear_regression([[1.0]], [1.0], epochs=9, learning_rate=0.1, seed=seed))
        plt.plot(losses)
        plt.show()
    """,
    "mlp": """
        layers = [(np.ones((2, 2)), np.zeros(2), None)]
        layers.append((np.ones((2, 1)), np.zeros(1), np.tanh))
        print(forward([[1.0, 2.0]], layers), collapse(layers))
        data = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], float)
        np.random.shuffle(data)
        model = build_xor_model()
        model.compile("adam", "mse")
        result = model.fit(data, data[:, :1], epochs=1000, verbose=0)
        result.history["loss"].pop()
        results = {}
        def experiment(units):
            results[units] = train_xor(data, data[:, :1], epochs=200, batch_size=4, seed=1)
        for units in (2, 4, 8): experiment(units)
    """,
    "backprop": """
        params = {"w1": [[0.5], [-0.25]], "b1": [0.0], "w2": [[4.0]], "b2": [1.0]}
        prediction, cache = forward([[1.0, 2.0]], params)
        cache["extra"] = 1
        grads = backward([[2.0]], params, cache)
        grads["w1"] -= 1
        for _ in range(1000):
            params, loss = train_step([[1.0, 2.0]], [[2.0]], params, 0.1)
    """,
    "keras_pipeline": """
        x, y = np.random.rand(100, 4), np.random.rand(100)
        first, second, third = split(x, y, validation=0.2, test=0.2, seed=1)
        model = compile_model(build_model("regression", 4), "regression")
        model.summary()
        history = train(model, first, second, epochs=50, batch_size=8, seed=1)
        history["loss"].append(0)
        compile_model(build_functional("binary", 4), "binary").fit(x, y, epochs=100)
    """,
    "data_prep": """
        x, y = np.random.rand(10, 2), np.array([0] * 8 + [1] * 2)
        folds = k_fold(10, 5, 1)
        for train, test in folds:
            x[train].sort()
        weights = class_weights(y)
        weights[0] = 2
        oversample(x, y, 1)[0].sort()
    """,
    "training": """
        x, y = np.linspace(-2, 2, 12), np.random.rand(12)
        steps_per_epoch = steps_per_epoch(12, 5)
        for x_batch, y_batch in mini_batches(x.reshape(-1, 1), y, 5, seed=1):
            x_batch.sort()
        fits = [fit_polynomial(x, y, degree) for degree in range(10)]
        fits.append(None)
        best, last = early_stopping([0.5, 0.25, 0.75], 1)
        model = tf.keras.Sequential([tf.keras.Input((1,)), tf.keras.layers.Dense(1)])
        model.compile("sgd", "mse")
        train = x.reshape(-1, 1), y.reshape(-1, 1)
        history = train_until_it_stops(model, train, train, epochs=5000, batch_size=4, patience=3, seed=1)
        diagnose = diagnose(history["loss"][-1], history["val_loss"][-1], 0.1)
        best, results = grid_search(lambda units: -units, {"units": [1, 2, 3]})
        results.sort(key=lambda result: result[1])
    """,
    "metrics": """
        y_true, y_pred = [0, 1, 1], [0, 0, 1]
        matrix = confusion_matrix(y_true, y_pred, 2)
        matrix[0, 0] += 1
        accuracy = accuracy(y_true, y_pred)
        y_true.append(1)
        y_pred.sort()
    """,
}


@pytest.mark.parametrize("exercise", SCRATCH)
def test_scratch_code_is_in_no_slice(tmp_path: Path, exercise: str) -> None:
    solution = (SOLUTIONS / f"{exercise}.py").read_text(encoding="utf-8")
    path = tmp_path / f"{exercise}.py"
    path.write_text(solution + "\n".join(line[8:] for line in SCRATCH[exercise].splitlines()) + "\n", encoding="utf-8")
    program, lines = read_program(path), len(solution.splitlines())
    for name, place in defined(read_program(SOLUTIONS / f"{exercise}.py")).items():
        assert [each.location.line for each in slice_for(program, name) if each.location.line > lines] == [], place
