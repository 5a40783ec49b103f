"""A new head on a frozen base in plain Keras, over given splits of given pictures.

Usage: keras_head.py TASK.json; prints {"accuracies": [one a split], "version": Keras's} as JSON.

TASK.json: {"model": a TensorFlow.js LayersModel's model.json, "cut": the layer that the head comes on, "classes": [names],
"pictures": {name: [file, class]}, "epochs", "batchSize", "learningRate",
"mean" and "std": of the pixels, by channel,
"splits": [{"seed", "train": [names], "validation": [names], "test": [names]}]}. The pictures have the base's size.
"""
import json
import sys
from pathlib import Path

import keras
import numpy as np
import tensorflow as tf

from layers_model import network_of


def base_of(model_json: Path, cut: str) -> tf.keras.Model:
    """The base up to the cut, frozen."""
    base = network_of(model_json)
    base.trainable = False
    return tf.keras.Model(base.input, base.get_layer(cut).output)


class Best(tf.keras.callbacks.Callback):
    """Keeps the weights of the epoch with the least loss on the validation pictures."""

    def on_train_begin(self, logs=None):
        self.loss, self.weights = np.inf, None

    def on_epoch_end(self, epoch, logs=None):
        if logs["val_loss"] < self.loss:
            self.loss, self.weights = logs["val_loss"], self.model.get_weights()

    def on_train_end(self, logs=None):
        self.model.set_weights(self.weights)


def main() -> None:
    task = json.loads(Path(sys.argv[1]).read_text())
    base = base_of(Path(task["model"]), task["cut"])
    names = list(task["pictures"])
    files = [task["pictures"][name][0] for name in names]
    pictures = np.stack([tf.io.decode_png(tf.io.read_file(file), channels=3).numpy() for file in files])
    features = base.predict((pictures.astype("float32") - task["mean"]) / task["std"], batch_size=32, verbose=0)
    labels = np.array([task["classes"].index(task["pictures"][name][1]) for name in names])
    row = {name: index for index, name in enumerate(names)}
    accuracies = []
    for split in task["splits"]:
        tf.keras.utils.set_random_seed(split["seed"])
        x, y = {}, {}
        for part in ("train", "validation", "test"):
            rows = [row[name] for name in split[part]]
            x[part], y[part] = features[rows], labels[rows]
        head = tf.keras.Sequential([tf.keras.layers.Dense(len(task["classes"]), activation="softmax")])
        head.compile(
            tf.keras.optimizers.Adam(task["learningRate"]), "sparse_categorical_crossentropy", metrics=["accuracy"]
        )
        head.fit(
            x["train"],
            y["train"],
            validation_data=(x["validation"], y["validation"]),
            epochs=task["epochs"],
            batch_size=task["batchSize"],
            callbacks=[Best()],
            verbose=0,
        )
        accuracies.append(float(np.mean(head(x["test"]).numpy().argmax(1) == y["test"])))
    print(json.dumps({"accuracies": accuracies, "version": keras.__version__}))


main()
