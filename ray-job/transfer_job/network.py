"""A stretch of the network in Keras: layers that are run one after the other, each as it answers."""

import gc
import os
from collections.abc import Callable, Iterable, Mapping

os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

# Thousands of modules are loaded, none of them garbage: looking for it would take a fifth of the time.
gc.disable()
import keras  # noqa: E402
import numpy as np  # noqa: E402
import tensorflow as tf  # noqa: E402

gc.enable()

from .events import JobFailed  # noqa: E402
from .formats import Tensors  # noqa: E402

# What differs between an answer on a GPU and one on a processor must stay below what the proof allows.
tf.config.experimental.enable_tensor_float_32_execution(False)

# Hand on what they are given; while a phase trains, something else stands in their place.
IDLE = {"Dropout", "SpatialDropout1D"}

# Between this engine's answers and those of Transfer Designer's own.
MOST_DIFFERENCE = 1e-4

# What layers do in a step of training that do something else than when they are asked, by their names.
Learning = Mapping[str, Callable[[tf.Tensor], tf.Tensor]]


def take_devices(cpus: int, gpus: int) -> None:
    """
    Before anything is computed. Ray hides no GPU from those that ask for none, and TensorFlow would take all that it sees.

    :param gpus: 0 or 1
    """
    tf.config.threading.set_intra_op_parallelism_threads(max(1, cpus))
    there = tf.config.list_physical_devices("GPU")
    tf.config.set_visible_devices(there[:1] if gpus > 0 else [], "GPU")


class Network:
    """
    Not a functional model of Keras's: that one lets its caller's `training=True` overrule the `training=False` of a
    frozen batch normalisation. Here no layer is ever told that it trains; what drops out, or normalises by the batch, is
    done outside of Keras.
    """

    def __init__(self, said: dict, weights: Tensors, first: str, last: str, shape: Iterable[int]) -> None:
        """
        :param said: all layers, as `plan.json` has them
        :param first: the layer whose output is given; the network's input for all of it
        :param shape: of that output
        """
        self.first, self.last, self.shape = first, last, tuple(shape)
        self.layers = _between(said["layers"], first, last)
        self.built: dict[str, keras.layers.Layer] = {}
        self.variables: dict[str, tf.Variable] = {}
        for layer in self.layers:
            if layer["className"] not in IDLE:
                kind = getattr(keras.layers, layer["className"])
                self.built[layer["name"]] = kind.from_config(_settings(layer))
        # A first answer makes the variables.
        self(tf.zeros([1, *self.shape]))
        for layer in self.layers:
            if layer["name"] in self.built:
                self._set(layer, weights)

    def __call__(self, given: tf.Tensor, learning: Learning | None = None) -> tf.Tensor:
        outputs = {self.first: given}
        for layer in self.layers:
            name, inputs = layer["name"], [outputs[source] for source in layer["inbound"]]
            if learning is not None and name in learning:
                outputs[name] = learning[name](inputs[0])
            elif name in self.built:
                outputs[name] = self.built[name](inputs if len(inputs) > 1 else inputs[0], training=False)
            else:
                outputs[name] = inputs[0]
        return outputs[self.last]

    def as_graph(self) -> tf.types.experimental.GenericFunction:
        """What it answers, for any number of examples at once."""
        return tf.function(lambda given: self(given), [tf.TensorSpec([None, *self.shape], tf.float32)], autograph=False)

    def _set(self, layer: dict, weights: Tensors) -> None:
        own = self.built[layer["name"]].weights
        if len(own) != len(layer["weights"]):
            raise JobFailed("network-differs", f'The layer "{layer["name"]}" has other weights in this Keras.')
        for variable, name in zip(own, layer["weights"], strict=True):
            variable.assign(weights[name])
            self.variables[name] = variable.value


def require_same_answers(said: dict, weights: Tensors, scaled: np.ndarray, expected: np.ndarray) -> None:
    """
    Compares with what Transfer Designer's own engine has answered on the same pictures.

    :raises JobFailed: `network-differs`
    """
    network = Network(said, weights, said["input"], said["output"], scaled.shape[1:])
    difference = float(np.max(np.abs(network(tf.constant(scaled)).numpy() - expected)))
    if difference > MOST_DIFFERENCE or np.isnan(difference):
        raise JobFailed(
            "network-differs",
            f"The network answers otherwise here than where it was exported: {difference:.1e} apart. Nothing was trained.",
        )


def _between(layers: list[dict], first: str, last: str) -> list[dict]:
    """What is needed for `last` once `first` is there, in order."""
    needed, kept = {last}, []
    for layer in reversed(layers):
        if layer["name"] in needed and layer["name"] != first:
            kept.append(layer)
            needed.update(layer["inbound"])
    return kept[::-1]


def _settings(layer: dict) -> dict:
    return {**layer["config"], "name": layer["name"], "dtype": "float32"}
