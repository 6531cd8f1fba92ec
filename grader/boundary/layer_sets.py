"""The sets of Keras layers that an exercise may choose from, by name: data only, which the front end reads too."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

BENDS = frozenset({"Activation", "ReLU", "LeakyReLU", "PReLU", "ELU", "Softmax", "Identity"})
"""Layers that may be the activation of another layer. They do not change its size."""
ALWAYS = BENDS | frozenset(
    {
        *("InputLayer", "Dropout", "Flatten", "Reshape", "BatchNormalization", "LayerNormalization"),
        *("GaussianNoise", "GaussianDropout", "AlphaDropout", "Rescaling", "Normalization"),
        *("Concatenate", "Add", "Subtract", "Multiply", "Average", "Maximum"),
    }
)
"""Layers of every model, whatever an exercise chooses."""
RECURRENT = frozenset({"SimpleRNN", "LSTM", "GRU"})
RANKS = ("1D", "2D", "3D")
SETS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "dense": frozenset({"Dense"}),
        "conv": frozenset(
            {
                *(f"{kind}{rank}" for kind in ("Conv", "MaxPooling", "AveragePooling") for rank in RANKS),
                *(f"Conv{rank}Transpose" for rank in RANKS),
                *(f"Global{kind}Pooling{rank}" for kind in ("Max", "Average") for rank in RANKS),
                *(f"{kind}{rank}" for kind in ("UpSampling", "ZeroPadding", "Cropping") for rank in RANKS),
                *(f"SpatialDropout{rank}" for rank in RANKS),
                *("DepthwiseConv1D", "DepthwiseConv2D", "SeparableConv1D", "SeparableConv2D", "Permute"),
            }
        ),
        "recurrent": RECURRENT | {"Bidirectional", "Masking", "RepeatVector"},
        "text": frozenset({"Embedding", "TextVectorization", "GlobalAveragePooling1D", "GlobalMaxPooling1D"}),
    }
)
DEFAULT = ("dense",)


def names(sets: Iterable[str]) -> frozenset[str]:
    """The layers that models may have where these sets are chosen."""
    return ALWAYS.union(*map(SETS.__getitem__, sets))


ALL = names(SETS)
