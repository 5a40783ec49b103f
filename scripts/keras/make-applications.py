"""
Saves networks of Keras Applications with random weights, as .h5 and as .keras, and what Keras computes with them.

    python make-applications.py FOLDER [NAME...]

Needs tensorflow-cpu 2.15.1, which brings Keras 2.15, or a newer one, which brings Keras 3.
"""

import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np
from golden import randomise, write_golden

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


def main(folder, names):
    for name in names or NAMES:
        keras.backend.clear_session()
        random = np.random.default_rng(7)
        size = 299 if name in ("InceptionV3", "Xception") else 224
        model = getattr(keras.applications, name)(
            weights=None, classes=CLASSES, classifier_activation=None, input_shape=(size, size, 3)
        )
        takes_bytes = name.startswith(TAKES_BYTES)
        images = random.uniform(0, 255, (4, size, size, 3)) if takes_bytes else random.normal(size=(4, size, size, 3))
        images = images.astype("float32")
        randomise(model, images, random)
        for kind in ("h5", "keras"):
            model.save(os.path.join(folder, f"{name}.{kind}"))
        write_golden(os.path.join(folder, f"{name}.golden.json"), model, images[:1], some_layers(model))
        print(name, flush=True)


main(sys.argv[1], sys.argv[2:])
