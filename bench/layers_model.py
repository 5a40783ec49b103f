"""Reads a TensorFlow.js LayersModel into Keras."""
import json
from pathlib import Path

import numpy as np
import tensorflow as tf


def network_of(model_json: Path) -> tf.keras.Model:
    """The whole network, by its own configuration and weights."""
    model = json.loads(model_json.read_text())
    topology = model["modelTopology"]
    config = topology.get("model_config", topology)["config"]
    for layer in config["layers"]:
        if layer["class_name"] == "InputLayer":
            layer["config"].pop("trainable", None)  # Keras's input knows no such word.
    network = tf.keras.Model.from_config(config)
    values = {}
    for group in model["weightsManifest"]:
        data = b"".join((model_json.parent / name).read_bytes() for name in group["paths"])
        place = 0
        for weight in group["weights"]:
            assert weight["dtype"] == "float32" and "quantization" not in weight
            count = int(np.prod(weight["shape"]))
            values[weight["name"]] = np.frombuffer(data, "<f4", count, place).reshape(weight["shape"])
            place += 4 * count
    for layer in network.layers:
        names = [f"{layer.name}/{weight.name.split('/')[-1].split(':')[0]}" for weight in layer.weights]
        layer.set_weights([values.pop(name) for name in names])
    assert not values, f"left over: {list(values)[:3]}"
    return network
