"""The same work in plain Keras: decode, frozen base once over each image, head on its outputs.

Usage: keras_script.py IMAGES EDGE EPOCHS; prints seconds by part as JSON.
"""
import json
import sys
import time

import tensorflow as tf

folder, edge, epochs = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
base = tf.keras.applications.MobileNet(input_shape=(edge, edge, 3), include_top=False, weights=None, pooling="avg")
base.trainable = False

start = time.perf_counter()
data = tf.keras.utils.image_dataset_from_directory(
    folder, image_size=(edge, edge), batch_size=32, shuffle=False, label_mode="categorical"
)
pictures, labels = zip(*[(images / 127.5 - 1, label) for images, label in data])
decoded = time.perf_counter()
features = base.predict(tf.concat(pictures, 0), batch_size=32, verbose=0)
forwarded = time.perf_counter()
head = tf.keras.Sequential([tf.keras.layers.Dense(labels[0].shape[1], activation="softmax")])
head.compile(tf.keras.optimizers.Adam(0.001), "categorical_crossentropy", metrics=["accuracy"])
shown = tf.concat(labels, 0).numpy()
order = tf.random.shuffle(tf.range(len(shown)), seed=1).numpy()
cut = len(shown) // 5
held, kept = order[:cut], order[cut:]
head.fit(features[kept], shown[kept], validation_data=(features[held], shown[held]), epochs=epochs, batch_size=32, verbose=0)
trained = time.perf_counter()
print(
    json.dumps(
        {
            "images": len(shown),
            "decode": decoded - start,
            "prefix": forwarded - decoded,
            "head": trained - forwarded,
            "total": trained - start,
        }
    )
)
