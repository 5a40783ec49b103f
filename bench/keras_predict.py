"""Runs a base up to a layer by Keras's `predict`. Usage: keras_predict.py FILE.h5 CUT IMAGES; prints what it took."""
import sys

import numpy as np
import tensorflow as tf

from took import Took

file, cut, images = sys.argv[1], sys.argv[2], int(sys.argv[3])
base = tf.keras.models.load_model(file, compile=False)
prefix = tf.keras.Model(base.input, base.get_layer(cut).output)
pictures = np.random.default_rng(1).uniform(-1, 1, (images, *prefix.input_shape[1:])).astype("float32")
prefix.predict(pictures[:64], batch_size=32, verbose=0)
took = Took()
prefix.predict(pictures, batch_size=32, verbose=0)
took.tell()
