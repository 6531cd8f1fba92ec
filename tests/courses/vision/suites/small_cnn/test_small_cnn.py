import keras
import numpy as np
import pytest

from grader.suite import expect, predict, rebuild


def drawn(random, count, height=12, width=12):
    """Pictures of stripes, and which way they go."""
    labels = random.integers(0, 3, count)
    noise = random.uniform(0, 0.3, (count, height, width))
    start = random.integers(0, 4, (count, 1, 1))
    upright = (np.arange(width)[None, None, :] + start) // 2 % 2
    lying = (np.arange(height)[None, :, None] + start) // 2 % 2
    stripes = np.where(labels[:, None, None] == 0, upright, lying) * (labels[:, None, None] < 2)
    return (noise + 0.7 * stripes)[..., None].astype(np.float32), labels


def kinds(model):
    return [type(layer).__name__ for layer in rebuild(model).layers]


def probabilities(model, pictures, classes):
    outputs = expect(predict(model, pictures), "the model's output").numbers((len(pictures), classes))
    expect(outputs.sum(axis=1), "the sum of the probabilities of a picture").close_to(np.ones(len(pictures)), atol=1e-4)
    return outputs


@pytest.mark.points(1)
def test_build_cnn_layers(submission):
    """build_cnn has a convolution, pooling, and softmax at the end"""
    model = expect(submission.build_cnn(12, 12, 3), "the model").a_model()
    found = expect(model, "the model")
    found.that("Conv2D" in kinds(model), "The model has no Conv2D layer.", "a Conv2D layer")
    found.that(any("Pooling" in kind for kind in kinds(model)), "The model has no pooling layer.", "a pooling layer")
    weights = rebuild(model).count_params()
    found.that(weights <= 20_000, "The model has {count} weights.", "at most 20,000 weights", count=weights)
    probabilities(model, np.zeros((2, 12, 12, 1), np.float32), 3)


@pytest.mark.points(1)
@pytest.mark.hidden
def test_build_cnn_any_size(submission, random):
    """build_cnn takes any size of pictures and number of classes"""
    height, width, classes = (int(number) for number in random.integers((12, 17, 4), (16, 22, 8)))
    model = expect(submission.build_cnn(height, width, classes), "the model").a_model()
    probabilities(model, random.uniform(0, 1, (3, height, width, 1)).astype(np.float32), classes)


@pytest.mark.points(3)
def test_train_cnn_accuracy(submission, random):
    """train_cnn classifies new pictures correctly"""
    pictures, labels = drawn(random, 240)
    model = expect(submission.train_cnn(submission.build_cnn(12, 12, 3), pictures, labels), "the result").a_model()
    new, right = drawn(random, 200)
    found = probabilities(model, new, 3).argmax(axis=1)
    submission.measure("the accuracy on new pictures", float(np.mean(found == right)), at_least=0.9)
    convolutions = [layer for layer in rebuild(model).layers if isinstance(layer, keras.layers.Conv2D)]
    expect(model, "the model").that(convolutions, "The model has no Conv2D layer.", "a Conv2D layer")
