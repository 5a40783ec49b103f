"""A new head on a frozen base, from files to the trained head, in plain Keras.

Usage: keras_photographs.py once|inside BASE.h5 IMAGES EPOCHS MEAN STD

`once` computes the base's outputs once and trains on them, as who knows how does; `inside` keeps the frozen base in the
model that is fitted, as most examples do. A fifth of the images validates.
"""
import sys

import numpy as np
import tensorflow as tf

way, file, folder, epochs, mean, std = sys.argv[1:]
base = tf.keras.models.load_model(file, compile=False)
base.trainable = False
sets = tf.keras.utils.image_dataset_from_directory(
    folder, image_size=base.input_shape[1:3], batch_size=32, validation_split=0.2, subset="both", seed=1
)
classes = len(sets[0].class_names)
train, validation = [data.map(lambda x, y: ((x - float(mean)) / float(std), y)) for data in sets]
head = tf.keras.layers.Dense(classes, activation="softmax")


def fit(model, data, validation_data):
    model.compile(tf.keras.optimizers.Adam(0.001), "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(data, validation_data=validation_data, epochs=int(epochs), verbose=0)


if way == "inside":
    inputs = tf.keras.Input(base.input_shape[1:])
    model = tf.keras.Model(inputs, head(base(inputs, training=False)))
    fit(model, train.prefetch(tf.data.AUTOTUNE), validation.prefetch(tf.data.AUTOTUNE))
else:

    def features(data):
        parts = [(base.predict_on_batch(x), y) for x, y in data.prefetch(tf.data.AUTOTUNE)]
        outputs, labels = np.concatenate([x for x, _ in parts]), np.concatenate([y for _, y in parts])
        return tf.data.Dataset.from_tensor_slices((outputs, labels))

    known = features(train).shuffle(1000).batch(32)
    model = tf.keras.Sequential([tf.keras.Input(base.output_shape[1:]), head])
    fit(model, known, features(validation).batch(32))
model.save(file + ".trained.h5")
