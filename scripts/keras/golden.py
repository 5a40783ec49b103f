"""What the scripts here share: random weights that leave no layer without a say, and what Keras computes with them."""

import base64
import json

import keras
import numpy as np

# Of one tensor in a golden file; of larger ones every so many values are kept.
MOST_VALUES = 4096


def all_layers(model):
    """The layers of a model and of the models in it, in order."""
    for layer in model.layers:
        if hasattr(layer, "layers"):
            yield from all_layers(layer)
        else:
            yield layer


def randomise(model, images, random):
    """
    Draws all weights so that activations keep about unit variance through the network, and no vector of a batch
    normalisation is a constant: an import that confuses two of them, or leaves one out, can't pass.
    """
    for layer in all_layers(model):
        drawn = []
        for variable in layer.weights:
            name = variable.name.split("/")[-1].split(":")[0]
            shape = tuple(variable.shape)
            drawn.append(draw(name, shape, random) if "float" in str(variable.dtype) else variable.numpy())
        if drawn:
            layer.set_weights([np.asarray(value, np.float32) for value in drawn])
        if type(layer).__name__ == "Normalization":
            layer.finalize_state()
    norms = [layer for layer in all_layers(model) if type(layer).__name__ == "BatchNormalization"]
    momenta = [norm.momentum for norm in norms]
    for norm in norms:
        norm.momentum = 0.0
    model(images, training=True)  # the statistics of this batch
    for norm, momentum in zip(norms, momenta):
        norm.momentum = momentum
        weights = norm.get_weights()
        mean, variance = weights[-2:]
        deviation = np.sqrt(variance + norm.epsilon)
        mean = mean + 0.2 * deviation * random.normal(size=mean.shape)
        variance = np.maximum(variance, 0.01) * random.uniform(0.7, 1.4, variance.shape)
        norm.set_weights([*weights[:-2], mean.astype("float32"), variance.astype("float32")])


def draw(name, shape, random):
    if name == "gamma":
        return random.uniform(0.6, 1.4, shape)
    if name in ("moving_variance", "variance"):
        return random.uniform(0.5, 2, shape)
    if "kernel" in name:
        # A depthwise kernel sums over its window alone; its last axis is how many outputs an input has.
        inputs = np.prod(shape[:2]) if "depthwise" in name else np.prod(shape[:-1])
        return random.normal(size=shape) * np.sqrt(1.6 / inputs)
    return 0.3 * random.normal(size=shape)


def golden(model, images, layers):
    """What the model gives for the images at some of its layers, by their names."""
    outputs = [model.get_layer(name).output for name in layers]
    values = keras.Model(model.inputs, outputs).predict(images, verbose=0)
    values = values if isinstance(values, list) else [values]
    return {
        "keras": keras.__version__,
        "input": packed(images),
        "outputs": {name: packed(value) for name, value in zip(layers, values)},
    }


def packed(values):
    values = np.ascontiguousarray(values, "<f4")
    step = 1 + (values.size - 1) // MOST_VALUES if values.ndim != 4 or values.shape[-1] != 3 else 1
    kept = values.reshape(-1)[::step]
    return {"shape": list(values.shape), "step": step, "float32": base64.b64encode(kept.tobytes()).decode()}


def write_golden(file, *of):
    with open(file, "w") as target:
        json.dump(golden(*of), target, indent=1)
        target.write("\n")
