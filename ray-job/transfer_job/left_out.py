"""Images that no phase trains on or judges, and what may not be left out."""

import numpy as np

from .events import JobFailed, print_event
from .formats import Handed, Storage
from .spaces import Space

# The share of images that may be left out.
MOST_UNREADABLE = 0.05

# How many are told by their names and reasons.
MOST_TOLD = 10_000


def tell_left_out(spaces: list[Space], storage: Storage, own: dict[str, str]) -> None:
    """
    Tells which images have no outputs.

    :param spaces: of one stretch of layers, whose outputs are there
    :param own: the run's own files of outputs, by the names of those that all runs share. They are removed where the job fails by
        too many of them: who resumes the run looks again
    :raises JobFailed: `unreadable-images` where they are too many to go on without; `no-images` where a class has no training image
        left, or there is none to validate with
    """
    space, handed = spaces[0], spaces[0].handed
    left_out: dict[str, list[dict]] = {}
    for part in handed.parts:
        name = space.file(part)
        with storage.open(own.get(name, name)) as stream:
            left_out[part] = space.left_out(part, stream)
    told = [image for images in left_out.values() for image in images]
    if not told:
        return
    count = sum(len(handed.table(part, ["side"])) for part in handed.parts)
    named = ", ".join(f"{image['file']} ({image['reason']})" for image in told[:5])
    more = f" and {len(told) - 5} more" if len(told) > 5 else ""
    which = f"{len(told)} of {count} images can't be read: {named}{more}."
    try:
        if len(told) > MOST_UNREADABLE * count:
            raise JobFailed("unreadable-images", f"{which} Repair or remove them; at most 5 % may be left out.")
        event = {"event": "warning", "code": "unreadable-images", "message": f"{which} They are left out."}
        print_event({**event, "images": [{key: image[key] for key in ("file", "reason")} for image in told[:MOST_TOLD]]})
        _require_both_sides(handed, {part: [image["at"] for image in images] for part, images in left_out.items()})
    except JobFailed:
        # What all runs share says nothing but what stays so.
        for name in own.values():
            storage.remove(name)
        raise


def _require_both_sides(handed: Handed, left_out: dict[str, list[int]]) -> None:
    """:param left_out: places in each part of the list"""
    dataset = handed.plan["plan"]["dataset"]
    trained, validates = np.zeros(len(dataset["classes"]), bool), False
    for part, places in left_out.items():
        images = handed.table(part, ["label", "side"])
        labels, sides = (np.delete(images[name].to_numpy(), places) for name in ("label", "side"))
        trained[labels[sides == "train"]] = True
        validates = validates or bool(np.any(sides == "validation"))
    if not trained.all():
        untrained = dataset["classes"][int(np.argmin(trained))]
        remedy = "Repair its images or add others, or take its folder away."
        raise JobFailed("no-images", f"No image of the class `{untrained}` is left to train on. {remedy}")
    if not validates and isinstance(dataset["validation"], str):
        folder = dataset["validation"]
        raise JobFailed("no-images", f"{folder} has no image that can be used. Put images of each class there.")
    if not validates:
        remedy = "Repair those that can't be read, or add others."
        raise JobFailed("no-images", f"No image of {dataset['path']} is left to validate with. {remedy}")
