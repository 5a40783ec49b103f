"""Changed copies of training pictures, as Transfer Designer draws them (`src/train/images/augmentation.ts`), to the pixel."""

import math
from collections.abc import Callable

import numpy as np

from .seeded import seeded_random


def pixels_of_view(pixels: np.ndarray, sha256: str, view: int, augment: dict | None, seed: int) -> np.ndarray:
    """One view of a picture's pixels [height, width, 3]; view 0 is those themselves. It depends on the picture's bytes alone."""
    if view == 0 or augment is None:
        return pixels
    said = [augment[key] for key in ("flip", "shift", "brightness")]
    return augmented(pixels, augment, seeded_random("view", sha256, view, *said, seed))


def augmented(pixels: np.ndarray, augment: dict, draw: Callable[[], float]) -> np.ndarray:
    """
    Mirrored, each allowed way with probability ½, moved by up to `shift` of height and width with the edge repeated, and
    brightened or darkened by up to `brightness`.
    """
    height, width, _ = pixels.shape
    mirrors_columns = draw() < 0.5 and augment["flip"] in ("horizontal", "both")
    mirrors_rows = draw() < 0.5 and augment["flip"] in ("vertical", "both")
    down = _rounded((2 * draw() - 1) * augment["shift"] * height)
    right = _rounded((2 * draw() - 1) * augment["shift"] * width)
    factor = 1 + (2 * draw() - 1) * augment["brightness"]
    # Halves are rounded to even, as JavaScript's clamped bytes are.
    light = np.clip(np.rint(np.arange(256) * factor), 0, 255).astype(np.uint8)
    rows, columns = _sources(height, down, mirrors_rows), _sources(width, right, mirrors_columns)
    return light.take(pixels.take(rows, axis=0).take(columns, axis=1))


def _sources(length: int, moved: int, is_mirrored: bool) -> np.ndarray:
    """For each place along one axis, the place its value comes from: moved, held at the edge, then mirrored."""
    inside = np.clip(np.arange(length) - moved, 0, length - 1)
    return length - 1 - inside if is_mirrored else inside


def _rounded(value: float) -> int:
    """Halves upwards, as JavaScript does."""
    below = math.floor(value)
    return below + (value - below >= 0.5)
