"""
Saves networks of Keras Applications with random weights, as .h5 and as .keras, and what Keras computes with them. Of those
that the catalog has, also the weights alone, in FOLDER/published/NAME, by the names that Keras publishes such files under.

    python make-applications.py FOLDER [NAME...]

Needs tensorflow-cpu 2.15.1, which brings Keras 2.15, or a newer one, which brings Keras 3.
"""

import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import importlib

import keras
import numpy as np
from golden import randomise, write_golden

topologies = importlib.import_module("make-topologies")

NAMES = [
    "MobileNet", "MobileNetV2", "MobileNetV3Small", "MobileNetV3Large", "EfficientNetB0", "EfficientNetV2B0",
    "ResNet50", "ResNet50V2", "DenseNet121", "InceptionV3", "Xception", "VGG16", "NASNetMobile", "ConvNeXtTiny",
]
CLASSES = 7
TAKES_BYTES = ("EfficientNet", "MobileNetV3", "ConvNeXt")


def some_layers(model):
    """Ten layers along the network, and its logits."""
    several = [layer.name for layer in model.layers if len(layer.output.shape) == 4 and "nput" not in layer.name]
    named = [name for name in several if not name.startswith("tf.")]
    step = max(1, len(named) // 10)
    return [*named[step - 1 :: step], model.layers[-1].name]


def some_images(name, size, random):
    takes_bytes = name.startswith(TAKES_BYTES)
    images = random.uniform(0, 255, (4, size, size, 3)) if takes_bytes else random.normal(size=(4, size, size, 3))
    return images.astype("float32")


def save_published(name, size, folder):
    """The weights alone of both networks, as the one for ImageNet is made, which has layers that others have not."""
    settings = dict(alpha=1.0) if name in ("MobileNet", "MobileNetV2") else {}
    if (name, settings) not in topologies.NETWORKS.values():
        return
    os.makedirs(folder, exist_ok=True)
    for include_top in (True, False):
        random = np.random.default_rng(7)
        model = topologies.build(name, settings, include_top=include_top, input_shape=(size, size, 3))
        file = topologies.published[-1]["address"].split("/")[-1]
        images = some_images(name, size, random)
        randomise(model, images, random)
        model.save_weights(os.path.join(folder, file))
        golden = os.path.join(folder, file.replace(".h5", ".golden.json"))
        write_golden(golden, model, images[:1], some_layers(model))


def main(folder, names):
    for name in names or NAMES:
        keras.backend.clear_session()
        random = np.random.default_rng(7)
        size = 299 if name in ("InceptionV3", "Xception") else 224
        model = getattr(keras.applications, name)(
            weights=None, classes=CLASSES, classifier_activation=None, input_shape=(size, size, 3)
        )
        images = some_images(name, size, random)
        randomise(model, images, random)
        for kind in ("h5", "keras"):
            model.save(os.path.join(folder, f"{name}.{kind}"))
        write_golden(os.path.join(folder, f"{name}.golden.json"), model, images[:1], some_layers(model))
        save_published(name, size, os.path.join(folder, "published", name))
        print(name, flush=True)


main(sys.argv[1], sys.argv[2:])
