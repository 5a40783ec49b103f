"""
Saves networks of torchvision and timm with random weights, as .safetensors or as torch.save wrote before version 1.6, and what
PyTorch computes with them.

    python make-networks.py FOLDER [NAME...]

Names are those of torchvision, or of timm behind `timm/`.
"""

import base64
import json
import os
import re
import sys

import numpy as np
import timm
import torch
import torchvision
from safetensors.torch import save_file
from torch import nn

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
# Of one tensor in a golden file; of larger ones every so many values are kept.
MOST_VALUES = 4096
# Modules that end with a block's whole output, by the name that the layers of the import begin with.
BLOCKS = re.compile(
    r"layer\d+\.\d+|features\.(denseblock|transition)?\d+|features\.\d+\.\d+|blocks\.\d+\.\d+|stages\.\d+\.blocks\.\d+|Mixed_\w+"
)


def network(name):
    if name.startswith("timm/"):
        return timm.create_model(name[5:], num_classes=CLASSES)
    more = {"transform_input": False, "init_weights": False} if name == "inception_v3" else {}
    return getattr(torchvision.models, name)(weights=None, num_classes=CLASSES, **more)


def randomise(model, images, generator):
    """
    Draws all weights so that activations keep about unit variance through the network, and no vector of a
    normalisation is a constant: an import that confuses two of them, or leaves one out, can't pass.
    """

    def normal(shape):
        return torch.randn(shape, generator=generator)

    def uniform(shape, least, most):
        return least + (most - least) * torch.rand(shape, generator=generator)

    with torch.no_grad():
        for module in model.modules():
            for name, values in module.named_parameters(recurse=False):
                if name == "weight" and values.ndim > 1:
                    values.copy_(normal(values.shape) * (1.6 / values[0].numel()) ** 0.5)
                elif name == "weight":
                    values.copy_(uniform(values.shape, 0.6, 1.4))
                else:
                    values.copy_(0.3 * normal(values.shape))
        norms = [module for module in model.modules() if isinstance(module, nn.modules.batchnorm._BatchNorm)]
        model.eval()
        momenta = [norm.momentum for norm in norms]
        for norm in norms:
            norm.train()
            norm.momentum = 1.0
        model(images)  # the statistics of this batch
        for norm, momentum in zip(norms, momenta):
            norm.eval()
            norm.momentum = momentum
            deviation = (norm.running_var + norm.eps).sqrt()
            norm.running_mean.add_(0.2 * deviation * normal(deviation.shape))
            norm.running_var.clamp_(min=0.01).mul_(uniform(deviation.shape, 0.7, 1.4))


def golden(model, images):
    """What the model gives for the images, and each of its blocks."""
    outputs = {}

    def keep(name):
        def hook(_module, _inputs, output):
            if isinstance(output, torch.Tensor) and output.ndim == 4:
                outputs[name] = output.permute(0, 2, 3, 1).clone()

        return hook

    hooks = [
        module.register_forward_hook(keep(name))
        for name, module in model.named_modules()
        if BLOCKS.fullmatch(name) and not isinstance(module, nn.Dropout)
    ]
    with torch.no_grad():
        logits = model(images)
    for hook in hooks:
        hook.remove()
    return {
        "pytorch": torch.__version__,
        "input": packed(images.permute(0, 2, 3, 1)),
        "outputs": {**{name: packed(value) for name, value in outputs.items()}, "": packed(logits)},
    }


def packed(values):
    values = np.ascontiguousarray(values.numpy(), "<f4")
    step = 1 + (values.size - 1) // MOST_VALUES if values.ndim != 4 or values.shape[-1] != 3 else 1
    kept = values.reshape(-1)[::step]
    return {"shape": list(values.shape), "step": step, "float32": base64.b64encode(kept.tobytes()).decode()}


def main(folder, names):
    for index, name in enumerate(names or NAMES):
        generator = torch.Generator().manual_seed(7)
        size = 299 if "inception" in name else 224
        model = network(name)
        images = torch.randn((4, 3, size, size), generator=generator)
        randomise(model, images, generator)
        file = os.path.join(folder, name.replace("/", "-"))
        with open(f"{file}.golden.json", "w") as target:
            json.dump(golden(model, images[:1]), target, indent=1)
        if index % 2 == 0:
            save_file(model.state_dict(), f"{file}.safetensors")
        else:
            torch.save(model.state_dict(), f"{file}.pth", _use_new_zipfile_serialization=False)
        print(name, flush=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
