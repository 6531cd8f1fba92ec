"""How large the kernels of a layer are and how much it computes for one row: found before the layer is built.

The sizes follow from the layer's settings and the shape of its input. A layer whose kernels are not among the submitted
weights is never built, so that memory is bounded by what has been submitted.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import keras

Shape = tuple[int, ...]
L = keras.layers

CONVOLUTIONS = (L.Conv1D, L.Conv2D, L.Conv3D)
TRANSPOSED = (L.Conv1DTranspose, L.Conv2DTranspose, L.Conv3DTranspose)
DEPTHWISE = (L.DepthwiseConv1D, L.DepthwiseConv2D)
SEPARABLE = (L.SeparableConv1D, L.SeparableConv2D)
WINDOWS = (*CONVOLUTIONS, *TRANSPOSED, *DEPTHWISE, *SEPARABLE)
POOLS = (
    *(L.MaxPooling1D, L.MaxPooling2D, L.MaxPooling3D),
    *(L.AveragePooling1D, L.AveragePooling2D, L.AveragePooling3D),
)
GATES = {L.SimpleRNN: 1, L.GRU: 3, L.LSTM: 4}
"""How many matrices of its units a recurrent layer has."""


class Work(NamedTuple):
    """What a layer takes for one row."""

    products: int = 0
    """Multiplications, or comparisons."""
    values: int = 0
    """Values that it keeps beside its outputs."""


def kernels(layer: Any, shape: Shape) -> list[Shape]:
    """The shapes of the weights whose size the layer's settings decide, for an input of that shape. Other weights, such
    as those of BatchNormalization, are no larger than the input."""
    kind = type(layer)
    if kind is L.Dense:
        return [(shape[-1], layer.units)]
    if kind is L.Embedding:
        return [(layer.input_dim, layer.output_dim)]
    if kind in GATES:
        width = GATES[kind] * layer.units
        return [(shape[-1], width), (layer.units, width)]
    if kind is L.Bidirectional:
        return [each for part in (layer.forward_layer, layer.backward_layer) for each in kernels(part, shape)]
    if kind not in WINDOWS:
        return []
    channels = _channels(layer, shape)
    if kind in CONVOLUTIONS:
        return [(*layer.kernel_size, channels // layer.groups, layer.filters)]
    if kind in TRANSPOSED:
        return [(*layer.kernel_size, layer.filters, channels)]
    depthwise = (*layer.kernel_size, channels, layer.depth_multiplier)
    if kind in DEPTHWISE:
        return [depthwise]
    return [depthwise, (*(1,) * layer.rank, channels * layer.depth_multiplier, layer.filters)]


def work(layer: Any, shape: Shape, outputs: Sequence[Shape]) -> Work:
    """For one row of an input of that shape; ValueError for an input that has too few or too many axes."""
    kind = type(layer)
    found = [math.prod(kernel) for kernel in kernels(layer, shape)]
    if kind is L.Dense:
        return Work(_places(shape) // shape[-1] * found[0])
    if kind in GATES:
        return Work(shape[1] * sum(found), shape[1] * GATES[kind] * layer.units)
    if kind is L.Bidirectional:
        forward, backward = (work(part, shape, ()) for part in (layer.forward_layer, layer.backward_layer))
        return Work(forward.products + backward.products, forward.values + backward.values)
    if kind in WINDOWS:
        return Work(_filtered(layer, shape, outputs[0], found), _padded(layer, shape))
    if kind in POOLS:
        sides = _sides(layer, shape, layer.pool_size)
        return Work(_places(outputs[0]) * math.prod(map(min, sides, layer.pool_size)))
    return Work()


def _filtered(layer: Any, shape: Shape, output: Shape, sizes: list[int]) -> int:
    """A kernel is applied at each place of the output; that of a transposed convolution at each place of the input."""
    if type(layer) in CONVOLUTIONS:
        filters: int = layer.filters
        return _places(output) * (sizes[0] // filters)
    if type(layer) in TRANSPOSED:
        return _places(shape) * (sizes[0] // _channels(layer, shape))
    places = _places(output) // _channels(layer, output)
    return places * sum(sizes)


def _padded(layer: Any, shape: Shape) -> int:
    """The input with as much padding as there may be around it."""
    sides = _sides(layer, shape, layer.kernel_size)
    windows = zip(sides, layer.kernel_size, layer.dilation_rate, strict=True)
    reach: list[int] = [side + size * gap for side, size, gap in windows]
    return math.prod(reach) * _channels(layer, shape)


def _sides(layer: Any, shape: Shape, window: Shape) -> Shape:
    if len(shape) != len(window) + 2:
        raise ValueError("an input of another rank than the layer")
    return shape[1:-1] if layer.data_format == "channels_last" else shape[2:]


def _channels(layer: Any, shape: Shape) -> int:
    return shape[-1] if layer.data_format == "channels_last" else shape[1]


def _places(shape: Shape) -> int:
    return math.prod(shape[1:])
