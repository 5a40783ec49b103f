"""
Makes test/fixtures/pytorch-networks: narrow networks of torchvision and timm with random weights, what PyTorch computes
with them, and names and shapes of the tensors of real ones.

    python make-fixtures-of-networks.py FOLDER
"""

import gzip
import importlib
import json
import os
import sys

import timm
import torch
import torchvision
from golden import golden, randomise
from safetensors.torch import save_file
from torchvision.models.convnext import CNBlockConfig, ConvNeXt
from torchvision.models.mobilenetv3 import InvertedResidualConfig, MobileNetV3

CLASSES = 3
SIZE = 32
effnet = importlib.import_module("timm.models.efficientnet")


def narrow_resnet():
    return timm.models.resnet.ResNet(
        timm.models.resnet.Bottleneck, [1, 2, 1, 1], num_classes=CLASSES, channels=(2, 2, 3, 3), stem_width=4
    )


def narrow_efficientnet(**of):
    return effnet._gen_efficientnet("narrow", channel_multiplier=0.1, channel_divisor=4, num_classes=CLASSES, **of)


def narrow_mobilenet():
    """Small, with every sixth of its channels."""
    of = [
        (16, 3, 16, 16, True, "RE", 2),
        (16, 3, 72, 24, False, "RE", 2), (24, 3, 88, 24, False, "RE", 1),
        (24, 5, 96, 40, True, "HS", 2), (40, 5, 240, 40, True, "HS", 1), (40, 5, 240, 40, True, "HS", 1),
        (40, 5, 120, 48, True, "HS", 1), (48, 5, 144, 48, True, "HS", 1),
        (48, 5, 288, 96, True, "HS", 2), (96, 5, 576, 96, True, "HS", 1), (96, 5, 576, 96, True, "HS", 1),
    ]
    settings = [InvertedResidualConfig(*(one + (1, 0.1))) for one in of]
    return MobileNetV3(settings, 16, num_classes=CLASSES)


def narrow_convnext():
    blocks = [CNBlockConfig(4, 6, 1), CNBlockConfig(6, 8, 1), CNBlockConfig(8, 8, 2), CNBlockConfig(8, None, 1)]
    return ConvNeXt(blocks, layer_scale=1.0, num_classes=CLASSES)


def narrow_densenet():
    return torchvision.models.DenseNet(4, (2, 1, 1, 1), 6, bn_size=2, num_classes=CLASSES)


NARROW = {
    "narrow-resnet": narrow_resnet,
    "narrow-efficientnet_b0": narrow_efficientnet,
    "narrow-mobilenet_v3_small": narrow_mobilenet,
    "narrow-convnext": narrow_convnext,
    "narrow-densenet": narrow_densenet,
}

# Of those of one family some, and whatever has names of its own.
REAL = [
    "resnet18", "resnet50", "wide_resnet50_2", "mobilenet_v2", "mobilenet_v3_small", "mobilenet_v3_large",
    "efficientnet_b0", "efficientnet_b1", "efficientnet_b2", "efficientnet_b7", "efficientnet_v2_s",
    "vgg16", "vgg16_bn", "densenet121", "inception_v3", "convnext_tiny",
    "timm/resnet34", "timm/mobilenetv2_100", "timm/mobilenetv3_small_100", "timm/tf_mobilenetv3_large_100",
    "timm/efficientnet_b0", "timm/tf_efficientnet_b0", "timm/efficientnet_lite0", "timm/tf_efficientnet_lite0",
    "timm/tf_efficientnet_lite1", "timm/tf_efficientnet_lite2", "timm/tf_efficientnetv2_b0",
    "timm/convnext_tiny", "timm/vgg16", "timm/mobilenetv4_conv_small",
]


def shapes(name):
    model = timm.create_model(name[5:]) if name.startswith("timm/") else torchvision.models.get_model(name, weights=None)
    return {tensor: list(values.shape) for tensor, values in model.state_dict().items()}


def write_golden(file, model, images):
    with open(file, "w") as target:
        json.dump(golden(model, images, most_values=64), target, indent=1)
        target.write("\n")


def main(folder):
    for name, make in NARROW.items():
        generator = torch.Generator().manual_seed(7)
        model = make()
        images = torch.randn((8, 3, SIZE, SIZE), generator=generator)
        randomise(model, images, generator)
        half = {key: values.half() if values.is_floating_point() else values for key, values in model.state_dict().items()}
        save_file(half, os.path.join(folder, f"{name}.safetensors"))
        model.load_state_dict(half)
        write_golden(os.path.join(folder, f"{name}.golden.json"), model, images[:1])
        if name == "narrow-efficientnet_b0":
            model = narrow_efficientnet(pad_type="same", bn_eps=1e-3).eval()
            model.load_state_dict(half)
            write_golden(os.path.join(folder, "narrow-tf_efficientnet_b0.golden.json"), model, images[:1])
    text = json.dumps({name: shapes(name) for name in REAL}, separators=(",", ":"))
    with open(os.path.join(folder, "tensors.json.gz"), "wb") as target:
        target.write(gzip.compress(text.encode(), 9, mtime=0))


main(sys.argv[1])
