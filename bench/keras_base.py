"""Writes a base as a Keras file.

Usage: keras_base.py mobilenet-v2 EDGE FILE.h5    MobileNetV2 with random weights: speed does not ask what they are
       keras_base.py MODEL.json CUT FILE.h5       a LayersModel up to a layer
"""
import sys
from pathlib import Path

import tensorflow as tf

from layers_model import network_of

what, edge_or_cut, file = sys.argv[1:]
if what == "mobilenet-v2":
    edge = int(edge_or_cut)
    base = tf.keras.applications.MobileNetV2(input_shape=(edge, edge, 3), weights=None)
else:
    whole = network_of(Path(what))
    base = tf.keras.Model(whole.input, whole.get_layer(edge_or_cut).output)
base.save(file)
