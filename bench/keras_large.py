"""A base of half a gigabyte: VGG16 with random weights, as Keras saves it. Usage: keras_large.py FILE.h5"""
import sys

import keras

keras.applications.VGG16(weights=None).save(sys.argv[1])
