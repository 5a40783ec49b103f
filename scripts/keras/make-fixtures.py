"""
Makes the small Keras files of test/fixtures/keras, and what Keras computes with them.

    python make-fixtures.py FOLDER

Files begin with `keras2-` or `keras3-`, by the version that runs this: tensorflow-cpu 2.15.1 brings Keras 2.15, 2.19
brings Keras 3. Files that no Keras writes are made by the former.
"""

import json
import os
import shutil
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import h5py
import keras
import numpy as np
from golden import randomise, write_golden
from keras import layers

MAJOR = keras.__version__.split(".")[0]
# Keras 3 allows none in a name.
SLASH = "/" if MAJOR == "2" else "_"
SIZE = 8


def functional():
    """A residual branch, arithmetic with numbers and tensors, and layers of which one weight is left out."""
    image = layers.Input((SIZE, SIZE, 3), name="image")
    x = layers.Rescaling(1 / 127.5, offset=-1, name="scale")(image)
    x = layers.Conv2D(6, 3, padding="same", use_bias=False, name=f"stem{SLASH}conv")(x)
    x = layers.BatchNormalization(name=f"stem{SLASH}bn", momentum=0.9)(x)
    block = layers.ReLU(6.0, name="block_relu")(x)
    y = layers.DepthwiseConv2D(3, padding="same", use_bias=False, name="block_depthwise")(block)
    y = layers.BatchNormalization(scale=False, name="block_bn")(y)
    gate = layers.ReLU(6.0, name="gate_relu")(y + 3.0) * (1.0 / 6.0)
    y = layers.Multiply(name="block_swish")([y, gate])
    y = layers.Dropout(0.2, noise_shape=(None, 1, 1, 1), name="block_drop")(y)
    x = x + y
    x = layers.SeparableConv2D(8, 3, use_bias=False, name="separable")(x)
    x = layers.BatchNormalization(center=False, name="separable_bn")(x)
    x = layers.PReLU(shared_axes=[1, 2], name="prelu")(x)
    x = layers.GlobalAveragePooling2D(keepdims=True, name="pool")(x)
    x = layers.Conv2D(8, 1, activation="swish", name="expand")(x)
    x = layers.Flatten(name="flat")(x)
    model = keras.Model(image, layers.Dense(4, name="logits")(x), name="functional")
    model.get_layer(f"stem{SLASH}bn").trainable = False
    model.get_layer("separable").trainable = False
    return model, [f"stem{SLASH}bn", "block_bn", "block_swish", "separable_bn", "prelu", "expand", "logits"]


def sequential():
    """Pictures varied while it learns, a normalisation that has seen pictures, and names that Keras gave."""
    model = keras.Sequential(
        [
            layers.Input((SIZE, SIZE, 3)),
            layers.RandomFlip(name="flip"),
            layers.Normalization(name="normalization"),
            layers.Conv2D(5, 3, activation="relu"),
            layers.BatchNormalization(),
            layers.Conv2D(5, 3, strides=2),
            layers.BatchNormalization(),
            layers.MaxPooling2D(1, name="pool"),
            layers.Dropout(0.5),
            layers.Flatten(),
            layers.Dense(4, name="logits"),
        ],
        name="sequential",
    )
    return model, ["normalization", "pool", "logits"]


def nested():
    """Models in a model, one of them frozen, whose weights stand in another order."""
    inner = keras.Sequential(
        [
            layers.Input((SIZE, SIZE, 3)),
            layers.Conv2D(4, 3, name="inner_conv"),
            layers.BatchNormalization(name="inner_bn"),
        ],
        name="inner",
    )
    frozen = keras.Sequential(
        [
            layers.Input((6, 6, 4)),
            layers.Conv2D(4, 3, name="frozen_conv"),
            layers.BatchNormalization(name="frozen_bn_1"),
            layers.Conv2D(4, 1, name="frozen_conv_2"),
            layers.BatchNormalization(name="frozen_bn_2"),
        ],
        name="frozen",
    )
    features = layers.Input((4, 4, 4))
    y = layers.BatchNormalization(name="branch_bn")(layers.Conv2D(4, 1, name="branch_conv")(features))
    branch = keras.Model(features, layers.Add(name="branch_add")([features, y * 0.5]), name="branch")
    image = layers.Input((SIZE, SIZE, 3), name="image")
    x = branch(frozen(inner(image)))
    x = layers.GlobalAveragePooling2D(name="pool")(x)
    model = keras.Model(image, layers.Dense(4, name="logits")(x), name="nested")
    frozen.trainable = False
    return model, ["pool", "logits"]


def modern():
    """What ConvNeXt and its like are made of."""
    try:
        from keras.src.applications.convnext import LayerScale
    except ImportError:
        from keras.applications.convnext import LayerScale
    image = layers.Input((SIZE, SIZE, 3), name="image")
    x = layers.Normalization(mean=[120.0, 115, 100], variance=[3400.0, 3260, 3290], name="normalization")(image)
    x = layers.Conv2D(6, 2, strides=2, name="stem")(x)
    y = layers.Conv2D(6, 3, padding="same", groups=6, name="grouped")(x)
    y = layers.LayerNormalization(epsilon=1e-6, name="norm")(y)
    y = layers.Dense(12, name="wide")(y)
    y = layers.Activation("gelu", name="gelu")(y)
    y = layers.Dense(6, name="narrow")(y)
    y = LayerScale(1e-6, 6, name="factor")(y)
    x = layers.Add(name="added")([x, y])
    if MAJOR == "3":
        x = layers.Conv2D(6, 1, activation="hard_sigmoid", name="hard_conv")(x)
        x = layers.Activation("hard_silu", name="hard")(x)
    x = layers.GlobalAveragePooling2D(name="pool")(x)
    model = keras.Model(image, layers.Dense(4, name="logits")(x), name="modern")
    return model, ["normalization", "grouped", "norm", "gelu", "added", "pool", "logits"]


def main(folder):
    os.makedirs(folder, exist_ok=True)

    def place(name, major=MAJOR):
        return os.path.join(folder, f"keras{major}-{name}")

    for make in (functional, sequential, nested, modern):
        keras.utils.set_random_seed(1)
        random = np.random.default_rng(3)
        model, names = make()
        images = random.uniform(0, 255, (4, SIZE, SIZE, 3)).astype("float32")
        randomise(model, images, random)
        for kind in ("h5", "keras"):
            model.save(place(f"{make.__name__}.{kind}"))
        write_golden(place(f"{make.__name__}.golden.json"), model, images[:2], names)
        if make is functional:
            # Weights alone, in both layouts, with the text of their layers.
            model.save_weights(place("layout.weights.h5"))
            with open(place("layout.json"), "w") as text:
                text.write(model.to_json())
            if MAJOR == "2":
                model.save_weights(place("named.h5"))
                shutil.copy(place("layout.json"), place("named.json"))
                split_names(model, place)
    if MAJOR == "2":
        random = np.random.default_rng(3)
        model, names = old()
        images = random.uniform(-1, 1, (4, SIZE, SIZE, 3)).astype("float32")
        randomise(model, images, random)
        as_keras_one(model, place("old.h5", 1))
        write_golden(place("old.golden.json", 1), model, images[:2], names)
        other_values(place)
        elsewhere(place)


def split_names(model, place):
    """Lists of names that are too long for one attribute, at a limit that a small network meets."""
    from keras.src.saving.legacy import hdf5_format

    limit, hdf5_format.HDF5_OBJECT_HEADER_LIMIT = hdf5_format.HDF5_OBJECT_HEADER_LIMIT, 120
    model.save(place("split.h5"))
    hdf5_format.HDF5_OBJECT_HEADER_LIMIT = limit


def copy_with(source, target, change):
    """A copy of a file whose tensors go through `change(group, name, values)`."""

    def copy(of, to):
        for key, value in of.attrs.items():
            to.attrs[key] = value
        for name, item in of.items():
            if isinstance(item, h5py.Group):
                copy(item, to.create_group(name))
            else:
                change(to, name, item[()])

    with h5py.File(source) as read, h5py.File(target, "w", libver="latest") as written:
        copy(read, written)


def as_keras_one(model, file):
    """The model as Keras 1 wrote it, whose words and names of weights were others."""
    words = dict(filters="nb_filter", units="output_dim", strides="subsample", padding="border_mode", use_bias="bias")
    kept = ("name", "batch_input_shape", "activation", "pool_size", "axis", "momentum", "epsilon")
    written = json.loads(model.to_json())["config"]
    for layer in written["layers"]:
        config = layer["config"]
        old = {words.get(key, key): value for key, value in config.items() if key in words or key in kept}
        if "kernel_size" in config:
            old["nb_row"], old["nb_col"] = config["kernel_size"]
        if layer["class_name"] in ("Conv2D", "MaxPooling2D", "GlobalAveragePooling2D"):
            old.update(dim_ordering="tf", W_regularizer=None, init="glorot_uniform")
        if layer["class_name"] == "MaxPooling2D":
            old["strides"] = old.pop("subsample")
        if layer["class_name"] == "Add":
            old.update(mode="sum", concat_axis=-1)
        if layer["class_name"] == "BatchNormalization":
            old.update(mode=0, gamma_init="one", beta_init="zero")
        layer["class_name"] = dict(Conv2D="Convolution2D", Add="Merge").get(layer["class_name"], layer["class_name"])
        layer["config"] = old
        for kind in ("module", "registered_name", "build_config"):
            layer.pop(kind, None)
    names = dict(kernel="W", bias="b", moving_mean="running_mean", moving_variance="running_std")
    with h5py.File(file, "w") as target:
        target.attrs["keras_version"] = b"1.2.2"
        target.attrs["model_config"] = json.dumps(dict(class_name="Model", config=written)).encode()
        group = target.create_group("model_weights")
        group.attrs["layer_names"] = [layer.name.encode() for layer in model.layers]
        for layer in model.layers:
            of_layer = group.create_group(layer.name)
            short = [weight.name.split("/")[-1].split(":")[0] for weight in layer.weights]
            stored = [f"{layer.name}_{names.get(name, name)}".encode() for name in short]
            of_layer.attrs["weight_names"] = stored
            for name, value in zip(stored, layer.get_weights()):
                of_layer[name] = value


def old():
    """What networks of 2016 were made of."""
    image = layers.Input((SIZE, SIZE, 3), name="image")
    x = layers.Conv2D(6, 3, padding="same", activation="relu", name="conv1")(image)
    y = layers.BatchNormalization(name="bn")(layers.Conv2D(6, 3, padding="same", use_bias=False, name="conv2")(x))
    x = layers.MaxPooling2D(2, name="pool")(layers.Add(name="merge")([x, y]))
    x = layers.GlobalAveragePooling2D(name="average")(x)
    model = keras.Model(image, layers.Dense(4, name="logits")(x), name="old")
    return model, ["conv1", "merge", "pool", "logits"]


def other_values(place):
    """Tensors packed and of other types, each of which holds the same numbers."""
    turn = ["<f4", ">f4", "<f8", ">f8"]

    def packed(group, name, values):
        how = dict(compression="gzip", shuffle=True, fletcher32=True, chunks=True) if values.size > 8 else {}
        group.create_dataset(name, data=values.astype(turn[values.size % 4]), **how)

    copy_with(place("functional.h5"), place("packed.h5"), packed)


def elsewhere(place):
    """Values that lie in another file or place, by each way that HDF5 has."""
    with h5py.File(place("other.h5"), "w") as other:
        other["kernel"] = np.ones((20, 4), "<f4")

    def kernel_as(target, replace):
        def change(group, name, values):
            if name == "kernel:0" and values.ndim == 2:
                replace(group, name, values)
            else:
                group[name] = values

        copy_with(place("sequential.h5"), place(target), change)

    def virtual(group, name, values):
        layout = h5py.VirtualLayout(values.shape, "<f4")
        layout[...] = h5py.VirtualSource("keras2-other.h5", "kernel", values.shape)
        group.create_virtual_dataset(name, layout)

    def link(to):
        def replace(group, name, values):
            group[name] = to

        return replace

    def raw(group, name, values):
        group.create_dataset(name, values.shape, "<f4", external=[("keras2-other.h5", 0, values.nbytes)])

    kernel_as("external-link.h5", link(h5py.ExternalLink("keras2-other.h5", "/kernel")))
    kernel_as("soft-link.h5", link(h5py.SoftLink("/model_weights/conv2d/conv2d/kernel:0")))
    kernel_as("circle.h5", link(h5py.SoftLink("/model_weights/logits/logits/kernel:0")))
    kernel_as("virtual.h5", virtual)
    kernel_as("raw-storage.h5", raw)


main(sys.argv[1])
