"""What the scripts here share: random weights that leave no layer without a say, and what PyTorch computes with them."""

import base64
import re

import numpy as np
import torch
from torch import nn

# Of one tensor in a golden file; of larger ones every so many values are kept.
MOST_VALUES = 4096
# Modules that end with a block's whole output, by the name that the layers of the import begin with.
BLOCKS = re.compile(
    r"layer\d+\.\d+|features\.(denseblock|transition)?\d+|features\.\d+\.\d+|blocks\.\d+\.\d+|stages\.\d+\.blocks\.\d+|Mixed_\w+"
)



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


def golden(model, images, most_values=MOST_VALUES):
    """What the model gives for the images, and each of its blocks; of each tensor so many values at most."""
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
        "input": packed(images.permute(0, 2, 3, 1), images.numel()),
        "outputs": {name: packed(value, most_values) for name, value in {**outputs, "": logits}.items()},
    }


def packed(values, most):
    values = np.ascontiguousarray(values.numpy(), "<f4")
    step = 1 + (values.size - 1) // most
    kept = values.reshape(-1)[::step]
    return {"shape": list(values.shape), "step": step, "float32": base64.b64encode(kept.tobytes()).decode()}
