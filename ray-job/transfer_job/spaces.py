"""Where the outputs of frozen layers are kept: in folders and files whose names follow from all that they depend on."""

import hashlib
import json
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet

from .formats import Handed
from .views import pixels_of_view


@dataclass(frozen=True)
class Space:
    """Where the outputs of one stretch of frozen layers on one view are kept. `phase` is one that begins behind them."""

    handed: Handed
    phase: dict
    view: int = 0
    """Of training images; 0 is all images as they are."""

    @property
    def name(self) -> str:
        """Follows from all that the outputs depend on but the images: two that differ never share a file."""
        says = {**self.phase["space"], **({} if self.phase["isPixels"] else {"engine": self.handed.engine})}
        if self.view > 0:
            says["view"] = [self.view, *(self._augment[key] for key in ("flip", "shift", "brightness")), self._seed]
        return hashlib.sha256(json.dumps(says, sort_keys=True).encode()).hexdigest()[:16]

    @property
    def folder(self) -> str:
        return f"features/{self.name}"

    def file(self, part: str) -> str:
        """
        Of a part of the list, by what is in it. One part is one file, written whole: it is done where the file is there,
        so that whoever comes again has nothing to ask but that. So it says nothing that another machine, or another day, might
        find otherwise: where an image is left out for that, the outputs are in a file of the run's own (`own_file`).
        """
        images = self.handed.table(part, ["sha256", "side"])
        digest = hashlib.sha256("".join(images["sha256"].to_pylist()).encode())
        if self.view > 0:
            digest.update("".join(images["side"].to_pylist()).encode())
        return f"{self.folder}/{part.removesuffix('.parquet')}-{digest.hexdigest()[:16]}.parquet"

    def left_out(self, part: str, stream: pa.NativeFile) -> list[dict]:
        """The images of a part that can't be read: place in the part, file, sha256 and reason of each."""
        reasons = pa.parquet.read_table(stream, columns=["reason"])["reason"]
        places = pc.indices_nonzero(reasons.is_valid())
        if len(places) == 0:
            return []
        images = self.handed.table(part, ["file", "sha256"]).take(places).to_pylist()
        named = zip(places.to_pylist(), images, reasons.take(places).to_pylist(), strict=True)
        return [{"at": at, **image, "reason": reason} for at, image, reason in named]

    def has(self, side: str) -> bool:
        """Whether images of a side have rows."""
        return self.view == 0 or side == "train"

    def drawn(self, pixels: np.ndarray, image: dict) -> np.ndarray:
        """What of an image's pixels its row is made of."""
        return pixels_of_view(pixels, image["sha256"], self.view, self._augment, self._seed)

    @property
    def _augment(self) -> dict | None:
        return self.handed.plan["plan"]["training"]["augment"]

    @property
    def _seed(self) -> int:
        return self.handed.plan["plan"]["training"]["seed"]

    @property
    def dtype(self) -> np.dtype:
        return np.dtype("uint8" if self.phase["isPixels"] else "<f4")

    @property
    def row_bytes(self) -> int:
        return int(np.prod(self.phase["shape"])) * self.dtype.itemsize


def own_file(run: str, name: str) -> str:
    """Where a run has what would be a file of all runs. It stays the run's, which goes on by the same images as it began with."""
    return f"{run}/{name}"


def spaces_of(handed: Handed, phase: dict) -> list[Space]:
    """Of each view. Pixels are kept as they are, and drawn anew in each epoch."""
    augment = handed.plan["plan"]["training"]["augment"]
    views = 1 if augment is None or phase["isPixels"] else augment["views"]
    return [Space(handed, phase, view) for view in range(views)]
