"""
Saves networks of torchvision and timm with random weights, as .safetensors or as torch.save wrote before version 1.6,
and what PyTorch computes with them.

    python make-networks.py FOLDER [NAME...]

Names are those of torchvision, or of timm behind `timm/`.
"""

import json
import os
import sys

import timm
import torch
import torchvision
from golden import golden, randomise
from safetensors.torch import save_file

NAMES = [
    "resnet18", "resnet34", "resnet50", "resnet101", "resnet152", "wide_resnet50_2",
    "mobilenet_v2", "mobilenet_v3_small", "mobilenet_v3_large",
    *[f"efficientnet_b{size}" for size in range(8)], "efficientnet_v2_s",
    "vgg11", "vgg13", "vgg16", "vgg19", "vgg16_bn", "densenet121", "densenet169", "densenet201", "inception_v3",
    "convnext_tiny", "convnext_small",
    "timm/resnet18", "timm/resnet34", "timm/resnet50", "timm/mobilenetv2_100",
    "timm/mobilenetv3_small_100", "timm/mobilenetv3_large_100", "timm/tf_mobilenetv3_large_100",
    "timm/efficientnet_b0", "timm/efficientnet_b5", "timm/tf_efficientnet_b0", "timm/tf_efficientnet_b5",
    "timm/efficientnet_lite0", *[f"timm/tf_efficientnet_lite{size}" for size in range(5)],
    "timm/tf_efficientnetv2_b0", "timm/tf_efficientnetv2_b2", "timm/tf_efficientnetv2_s",
    "timm/convnext_tiny", "timm/vgg16", "timm/densenet121", "timm/inception_v3", "timm/mobilenetv4_conv_small",
]
CLASSES = 7


def network(name):
    if name.startswith("timm/"):
        return timm.create_model(name[5:], num_classes=CLASSES)
    more = {"transform_input": False, "init_weights": False} if name == "inception_v3" else {}
    return getattr(torchvision.models, name)(weights=None, num_classes=CLASSES, **more)


def main(folder, names):
    for index, name in enumerate(names or NAMES):
        generator = torch.Generator().manual_seed(7)
        size = 299 if "inception" in name else 224
        model = network(name)
        images = torch.randn((4, 3, size, size), generator=generator)
        randomise(model, images, generator)
        file = os.path.join(folder, name.replace("/", "-"))
        if index % 2 == 0:
            save_file(model.state_dict(), f"{file}.safetensors")
        else:
            torch.save(model.state_dict(), f"{file}.pth", _use_new_zipfile_serialization=False)
        with open(f"{file}.golden.json", "w") as target:
            json.dump(golden(model, images[:1]), target, indent=1)
        print(name, flush=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
