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

    def settle(norm, inputs):
        # Nearly the statistics of what comes in, so that what goes out has about unit variance, and so on from there.
        variance, mean = torch.var_mean(inputs[0], dim=[axis for axis in range(inputs[0].ndim) if axis != 1])
        norm.running_mean.copy_(mean + 0.2 * variance.sqrt() * normal(mean.shape))
        norm.running_var.copy_(variance.clamp(min=0.01) * uniform(mean.shape, 0.7, 1.4))

    with torch.no_grad():
        for module in model.modules():
            for name, values in module.named_parameters(recurse=False):
                if name == "weight" and values.ndim > 1:
                    values.copy_(normal(values.shape) * (1.6 / values[0].numel()) ** 0.5)
                elif name == "weight":
                    values.copy_(uniform(values.shape, 0.6, 1.4))
                else:
                    # Where half of all values are cut off behind each normalisation, a hundred layers make of the
                    # last bits of numbers differences as large as those of a mistake.
                    middle = 0.5 if isinstance(module, nn.modules.batchnorm._BatchNorm) else 0.0
                    values.copy_(middle + 0.3 * normal(values.shape))
        model.eval()
        norms = [module for module in model.modules() if isinstance(module, nn.modules.batchnorm._BatchNorm)]
        hooks = [norm.register_forward_pre_hook(settle) for norm in norms]
        model(images)
        for hook in hooks:
            hook.remove()


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
        # Exact, so that a difference is the import's alone.
        logits = model.double()(images.double())
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
