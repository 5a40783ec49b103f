"""Trains a network that a run has saved, as the run did: the same layers, batches and optimiser, by Keras's `fit`.

Usage: keras_fit.py TASK.json; prints what `fit` took, without making the graph.

TASK.json: {"model": the run's model as an .h5, "trainable": [names of layers], "images": how many to train on, or the folder of
the images, which are then decoded first and count, "validation": the same, "epochs", "batchSize", "learningRate"}.
"""
import json
import sys
from pathlib import Path

import numpy as np
import tensorflow as tf

from took import Took

task = json.loads(Path(sys.argv[1]).read_text())
network = tf.keras.models.load_model(task["model"], compile=False)
for layer in network.layers:
    layer.trainable = layer.name in task["trainable"]
height, width = network.input_shape[1:3]
classes = network.output_shape[-1]
batch = task["batchSize"]


def pictures(images):
    """Bytes in memory, as a run keeps them."""
    if isinstance(images, str):
        data = tf.keras.utils.image_dataset_from_directory(images, image_size=(height, width), batch_size=batch)
        parts = [(np.asarray(x, "uint8"), np.asarray(y)) for x, y in data]
        return np.concatenate([x for x, _ in parts]), np.concatenate([y for _, y in parts])
    random = np.random.default_rng(1)
    return random.integers(0, 256, (images, height, width, 3), "uint8"), np.arange(images) % classes


def batches(images, labels):
    data = tf.data.Dataset.from_tensor_slices((images, labels)).batch(batch)
    return data.map(lambda x, y: (tf.cast(x, tf.float32) / 127.5 - 1, y)).prefetch(tf.data.AUTOTUNE)


network.compile(
    tf.keras.optimizers.Adam(task["learningRate"]), tf.keras.losses.SparseCategoricalCrossentropy(), metrics=["accuracy"]
)
warm = batches(*pictures(2 * batch))
network.fit(warm, validation_data=warm.take(1), verbose=0)
is_made = not isinstance(task["images"], str)
sides = [pictures(task[side]) for side in ("images", "validation")] if is_made else []
took = Took()
train, validation = sides or [pictures(task[side]) for side in ("images", "validation")]
network.fit(batches(*train), validation_data=batches(*validation), epochs=task["epochs"], verbose=0)
took.tell()
