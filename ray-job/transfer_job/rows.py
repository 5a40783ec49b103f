"""What a phase reads of each picture, at hand for a worker."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet

from .formats import Storage
from .shared_bytes import share_bytes
from .spaces import Space

if TYPE_CHECKING:
    from .together import Together

# Rows that are copied at once from a file of the storage.
ROWS_AT_ONCE = 64


class Rows:
    """
    All rows of a phase on this machine's disk, mapped into memory: those of a batch are wanted in any order, and there may
    be more of them than memory. The workers of a machine share them, and each copies a part of them there. An image's row is
    found by its place in the list of all images.
    """

    def __init__(
        self, space: Space, storage: Storage, own: Mapping[str, str], together: "Together | None" = None
    ) -> None:
        """:param own: the run's own files by the names of those that all runs share, in whose place they are read"""
        self.space, self.handed = space, space.handed
        self.shape, self.dtype = tuple(space.phase["shape"]), space.dtype
        listed = {part: self.handed.table(part, ["label", "side"]) for part in self.handed.parts}
        all_images = pa.concat_tables(listed.values())
        self.labels = all_images["label"].to_numpy().astype(np.int32)
        mapped, sharing = share_bytes(together, len(self.labels) * space.row_bytes)
        self.values = mapped.reshape(len(self.labels), space.row_bytes)
        is_there = np.ones(len(self.labels), bool)
        self.left_out: list[dict] = []
        at = 0
        for number, (part, images) in enumerate(listed.items()):
            name = space.file(part)
            with storage.open(own.get(name, name)) as stream:
                if together is None or sharing[number % len(sharing)] == together.rank:
                    self._copy(stream, at)
                left_out = space.left_out(part, stream)
            is_there[[at + image["at"] for image in left_out]] = False
            self.left_out += [{key: image[key] for key in ("file", "sha256", "reason")} for image in left_out]
            at += len(images)
        if together is not None:
            together.meet()
        # The places of each side's images, in order.
        self.sides = {
            side: np.flatnonzero(is_there & pc.equal(all_images["side"], side).to_numpy()).astype(np.int32)
            for side in ("train", "validation", "test")
        }

    def read(self, examples: np.ndarray) -> np.ndarray:
        """Rows [examples, …], in the order given."""
        return self.values[examples].view(self.dtype).reshape(len(examples), *self.shape)

    def images(self, side: str) -> Iterator[dict]:
        """What the list says of a side's images: side, label and sha256, in order."""
        places, at = self.sides[side], 0
        for part in self.handed.parts:
            images = self.handed.table(part, ["side", "label", "sha256"])
            here = places[np.searchsorted(places, at) : np.searchsorted(places, at + len(images))] - at
            yield from images.take(pa.array(here)).to_pylist()
            at += len(images)

    def _copy(self, stream: pa.NativeFile, at: int) -> None:
        """Copies a file's rows to their places, from `at` on."""
        for batch in pa.parquet.ParquetFile(stream, buffer_size=1 << 20).iter_batches(ROWS_AT_ONCE, columns=["row"]):
            rows, size = batch.column("row"), self.values.shape[1]
            values = np.frombuffer(rows.buffers()[1], np.uint8, len(rows) * size, rows.offset * size)
            self.values[at : at + len(rows)] = values.reshape(len(rows), size)
            at += len(rows)
