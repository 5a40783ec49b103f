"""
Writes the layers of the networks of Keras Applications, which their published files of weights do not say.

    python make-topologies.py FOLDER [NETWORK...]

Writes FOLDER/<network>.json of each: `{ top, noTop }`, each with `model` as Keras writes it, its `weights` in the order of
the file, how many `parameters` and `layers` it has, and `published`, the address and the hash that Keras itself gets the
file by. Input edges are null where the layers are the same for pictures of all sizes. `npm run make-topologies` packs
what is needed of it into `networks/`.

Needs tensorflow-cpu 2.15.1, which brings Keras 2.15. Nothing is downloaded.
"""

import importlib
import json
import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
from keras.src.utils import data_utils

# By the name of the network: the class that makes it and its settings.
NETWORKS = {
    **{
        f"mobilenet-v1-{width}": ("MobileNet", dict(alpha=width))
        for width in (0.25, 0.5, 0.75, 1.0)
    },
    **{
        f"mobilenet-v2-{width}": ("MobileNetV2", dict(alpha=width))
        for width in (0.35, 0.5, 0.75, 1.0, 1.3, 1.4)
    },
    **{
        f"mobilenet-v3-{size.lower()}{ending}": (f"MobileNetV3{size}", settings)
        for size in ("Small", "Large")
        for ending, settings in (
            ("", {}),
            ("-0.75", dict(alpha=0.75)),
            ("-minimalistic", dict(minimalistic=True)),
        )
    },
    **{f"efficientnet-b{number}": (f"EfficientNetB{number}", {}) for number in range(8)},
    **{
        f"efficientnet-v2-{kind.lower()}": (f"EfficientNetV2{kind}", {})
        for kind in ("B0", "B1", "B2", "B3", "S", "M", "L")
    },
    **{
        f"resnet{depth}{ending.lower()}".replace("v2", "-v2"): (f"ResNet{depth}{ending}", {})
        for depth in (50, 101, 152)
        for ending in ("", "V2")
    },
    **{f"densenet{depth}": (f"DenseNet{depth}", {}) for depth in (121, 169, 201)},
    "inception-v3": ("InceptionV3", {}),
    "xception": ("Xception", {}),
    "vgg16": ("VGG16", {}),
    "vgg19": ("VGG19", {}),
    "nasnet-mobile": ("NASNetMobile", {}),
    "nasnet-large": ("NASNetLarge", {}),
    **{f"convnext-{size.lower()}": (f"ConvNeXt{size}", {}) for size in ("Tiny", "Small", "Base", "Large")},
}

published = []


def get_file(fname, origin, file_hash=None, md5_hash=None, **_):
    """What Keras would download."""
    published.append(dict(address=origin, hash=file_hash or md5_hash))
    return fname


def build(kind, settings, **more):
    """A network made for the published weights (some have layers for them alone), with none loaded."""
    keras.backend.clear_session()
    published.clear()
    for named in list(sys.modules.values()):
        if getattr(named, "data_utils", None) is data_utils:
            named.data_utils.get_file = get_file
    load, keras.Model.load_weights = keras.Model.load_weights, lambda *_, **__: None
    try:
        return getattr(keras.applications, kind)(weights="imagenet", **settings, **more)
    finally:
        keras.Model.load_weights = load


def written(model):
    """The layers as Keras writes them, without what matters only to whoever trains them anew."""
    text = json.loads(model.to_json())
    for layer in text["config"]["layers"]:
        for key in ("module", "registered_name", "build_config"):
            layer.pop(key, None)
        for key in [key for key in layer["config"] if key.endswith(("_initializer", "_regularizer", "_constraint"))]:
            del layer["config"][key]
    return text


def same_but_for_size(one, other):
    def without(of):
        return [
            dict(layer, config={key: value for key, value in layer["config"].items() if key != "batch_input_shape"})
            for layer in of["config"]["layers"]
        ]

    return without(one) == without(other)


def weights_in_order(model):
    """The weights of each layer that has some, as they lie in a file: the ends of their names and their shapes."""
    return [
        [layer.name, [[each.name.split("/")[-1].split(":")[0], list(each.shape)] for each in layer.weights]]
        for layer in model.layers
        if layer.weights
    ]


def described(model, text):
    return dict(
        published=published[-1],
        parameters=model.count_params(),
        layers=len(model.layers),
        weights=weights_in_order(model),
        model=text,
    )


def without_top(kind, settings, shape):
    fixed = build(kind, settings, include_top=False, input_shape=shape)
    answer = described(fixed, written(fixed))
    try:
        opened = written(build(kind, settings, include_top=False, input_shape=(None, None, 3)))
    except ValueError:
        return answer
    return dict(answer, model=opened) if same_but_for_size(answer["model"], opened) else answer


def main(folder, names):
    os.makedirs(folder, exist_ok=True)
    for name in names or NETWORKS:
        kind, settings = NETWORKS[name]
        model = build(kind, settings)
        top = described(model, written(model))
        no_top = without_top(kind, settings, tuple(model.input_shape[1:]))
        with open(os.path.join(folder, f"{name}.json"), "w") as file:
            json.dump(dict(top=top, noTop=no_top), file)
        open_input = no_top["model"]["config"]["layers"][0]["config"]["batch_input_shape"][1] is None
        size = "open" if open_input else "fixed"
        print(name, top["parameters"], top["layers"], no_top["parameters"], no_top["layers"], size, flush=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
