import keras
import numpy as np
import pytest
import tensorflow as tf

from grader.suite import array32, expect, layer_configs, predict, rebuild

SHAPES = [(3, 3, 1, 4), (4,), (3, 3, 4, 6), (6,)]


def features():
    with np.load("data/transfer/features.npz") as file:
        return [file[name] for name in ("kernel1", "bias1", "kernel2", "bias2")]


def expect_features(model, weights):
    """Two frozen convolutions with these weights."""
    built = expect(model, "the model")
    found = [layer for layer in rebuild(model).layers if type(layer) is keras.layers.Conv2D]
    built.that(len(found) == 2, "The model has {count} Conv2D layers.", "two Conv2D layers", count=len(found))
    held = [weight for layer in found for weight in layer.get_weights()]
    for weight, right in zip(held, weights, strict=True):
        expect(weight, "a weight of a convolution").close_to(right)
    frozen = all(layer_configs(model)[layer.name].get("trainable") is False for layer in found)
    built.that(frozen, "Training would change the convolutions.", "frozen convolutions")


def answer(pictures, weights, last):
    """What a model with these weights says, whose last layer has those."""
    kernel1, bias1, kernel2, bias2 = weights
    found = tf.nn.relu(tf.nn.conv2d(pictures, kernel1, 1, "VALID") + bias1)
    found = tf.nn.relu(tf.nn.conv2d(tf.nn.max_pool2d(found, 2, 2, "VALID"), kernel2, 1, "VALID") + bias2)
    return tf.nn.softmax(tf.reduce_mean(found, (1, 2)) @ last[0] + last[1]).numpy()


@pytest.mark.points(1)
def test_load_features_file(submission):
    """load_features returns the four arrays of the file"""
    found = submission.load_features("data/transfer/features.npz")
    expect(found, "the result").that(type(found) is list and len(found) == 4, "It is no list of four.", "four arrays")
    for array, right in zip(found, features(), strict=True):
        expect(array, "an array of the result").an_array().close_to(right)


@pytest.mark.points(2)
def test_build_transfer_frozen(submission):
    """build_transfer holds the shipped weights, frozen, under a new last layer"""
    model = expect(submission.build_transfer(features(), 3), "the model").a_model()
    expect_features(model, features())
    outputs = expect(predict(model, np.ones((2, 16, 16, 1), np.float32)), "the model's output").numbers((2, 3))
    expect(outputs.sum(axis=1), "the sum of the probabilities of a picture").close_to(np.ones(2))


@pytest.mark.points(1)
@pytest.mark.hidden
def test_build_transfer_any_weights(submission, random):
    """build_transfer takes any weights and number of classes"""
    weights = [array32(random.normal(0, 1, shape)) for shape in SHAPES]
    classes = int(random.integers(4, 9))
    model = expect(submission.build_transfer(weights, classes), "the model").a_model()
    expect_features(model, weights)
    pictures = array32(random.uniform(0, 1, (2, 16, 16, 1)))
    last = rebuild(model).layers[-1].get_weights()
    expect(predict(model, pictures), "the model's output").close_to(answer(pictures, weights, last), rtol=1e-4)


@pytest.mark.points(1)
def test_save_file(submission, random):
    """save writes a file from which the same model can be loaded"""
    model = submission.build_transfer(features(), 3)
    submission.save(model, "saved.keras")
    pictures = array32(random.uniform(0, 1, (4, 16, 16, 1)))
    loaded = submission.written("saved.keras")
    expect(predict(loaded, pictures), "the output of the saved model").close_to(predict(model, pictures))
