"""Case 4's two starts, as Transfer Designer judges them (`src/train/run/case-four.ts`)."""

import math
from collections import Counter
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal


def judge_pretrained(accuracy: float, labels: Sequence[int]) -> tuple[bool, str]:
    """
    Whether a pretrained start has failed, and the sentence that says so: its best validation accuracy is within two standard
    errors of always saying the largest class.

    :param labels: the validation images' classes
    """
    images = max(1, len(labels))
    majority = max(Counter(labels).values(), default=0) / images
    bar = majority + 2 * math.sqrt((majority * (1 - majority)) / images)
    compared = (
        f"{_percent(accuracy)} of {images} validation images, where always saying the largest class would reach "
        f"{_percent(majority)}"
    )
    if accuracy <= bar:
        return True, f"The pretrained start has failed: it is right on {compared}. Training starts again from random weights."
    return False, f"The pretrained start has worked: it is right on {compared}."


def better_outcome(outcomes: Sequence[dict]) -> dict:
    """The higher validation accuracy, then the lower loss, then the first."""
    return min(outcomes, key=lambda outcome: (-outcome["accuracy"], outcome["loss"]))


def _percent(share: float) -> str:
    return f"{Decimal(100 * share).quantize(Decimal('0.1'), ROUND_HALF_UP)} %"
