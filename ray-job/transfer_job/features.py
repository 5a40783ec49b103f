"""What a phase reads of each picture: computed once, part by part of the list of images, and kept in the storage."""

import hashlib
import io
import json
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet

from . import decoding
from .events import JobFailed
from .formats import Handed, Storage, out_of_reach, read_uri, tensors_in
from .shared_bytes import share_bytes
from .versions import INSTALL, engine_name, require_versions

if TYPE_CHECKING:
    from .together import Together

# Batches that are decoded ahead of the layers, so that threads which are done with one need not wait for its last picture.
BATCHES_AHEAD = 2

# Rows that are copied at once from a file of the storage.
ROWS_AT_ONCE = 64


@dataclass(frozen=True)
class Space:
    """Where the outputs of one stretch of frozen layers are kept. `phase` is one that begins behind them."""

    handed: Handed
    phase: dict

    @property
    def name(self) -> str:
        """Follows from all that the outputs depend on but the images: two that differ never share a file."""
        says = {**self.phase["space"], **({} if self.phase["isPixels"] else {"engine": engine_name()})}
        return hashlib.sha256(json.dumps(says, sort_keys=True).encode()).hexdigest()[:16]

    def file(self, part: str) -> str:
        """
        Of a part of the list, by what is in it. One part is one file, written whole: it is done where the file is there,
        so that whoever comes again has nothing to ask but that.
        """
        hashes = self.handed.table(part, ["sha256"])["sha256"].to_pylist()
        digest = hashlib.sha256("".join(hashes).encode())
        return f"features/{self.name}/{part.removesuffix('.parquet')}-{digest.hexdigest()[:16]}.parquet"

    def left_out(self, part: str, stream: pa.NativeFile) -> list[dict]:
        """The images of a part that can't be read: place in the part, file, sha256 and reason of each."""
        reasons = pa.parquet.read_table(stream, columns=["reason"])["reason"]
        places = pc.indices_nonzero(reasons.is_valid())
        if len(places) == 0:
            return []
        images = self.handed.table(part, ["file", "sha256"]).take(places).to_pylist()
        named = zip(places.to_pylist(), images, reasons.take(places).to_pylist(), strict=True)
        return [{"at": at, **image, "reason": reason} for at, image, reason in named]

    @property
    def dtype(self) -> np.dtype:
        return np.dtype("uint8" if self.phase["isPixels"] else "<f4")

    @property
    def row_bytes(self) -> int:
        return int(np.prod(self.phase["shape"])) * self.dtype.itemsize


class FeatureMaker:
    """An actor that holds the frozen layers and makes one file at a time."""

    def __init__(self, handed: Handed, phase: dict, place: str, cpus: int) -> None:
        self.handed, self.phase, self.cpus = handed, phase, max(1, cpus)
        self.space, self.storage = Space(handed, phase), Storage(place)
        self.threads = ThreadPoolExecutor(self.cpus)
        plan = handed.plan
        self.input, self.batch = plan["plan"]["base"]["input"], plan["prefixBatch"]
        self.answer: Callable[[np.ndarray], np.ndarray] | None = None

    def __call__(self, parts: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
        """Makes the files of parts. Returns how many images each has; where nothing may be made, why, as JSON."""
        try:
            self.answer = self.answer or self._checked()
            images, failure = [self._make(str(part)) for part in parts["part"]], ""
        except JobFailed as error:
            # What an actor throws, Ray would try again.
            images, failure = [0 for _ in parts["part"]], json.dumps([error.code, str(error)])
        return {"part": parts["part"], "images": np.array(images), "failure": np.array([failure] * len(images))}

    def _checked(self) -> Callable[[np.ndarray], np.ndarray]:
        """The frozen layers, on a machine that decodes and answers as the one that exported."""
        require_versions(self.handed.requirements)
        _require_same_pixels(self.handed.plan["decoding"])
        from . import network

        network.tf.config.threading.set_intra_op_parallelism_threads(self.cpus)
        said, weights = self.handed.plan["network"], self.handed.weights()
        _, expected = tensors_in(self.handed.read("network/expected.bin"))
        scaled = decoding.scale(expected["pixels"].astype(np.uint8), self.input["scale"])
        network.require_same_answers(said, weights, scaled, expected["probabilities"])
        if self.phase["isPixels"]:
            return lambda pixels: pixels
        layers = network.Network(said, weights, said["input"], self.phase["cut"], scaled.shape[1:])
        answer = layers.as_graph()
        return lambda pixels: answer(network.tf.constant(decoding.scale(pixels, self.input["scale"]))).numpy()

    def _make(self, part: str) -> int:
        images = self.handed.images(part)
        rows: list[bytes | None] = []
        reasons: list[str | None] = []
        for decoded in self._batches(images):
            made = self._rows([pixels for pixels in decoded if not isinstance(pixels, str)])
            for pixels in decoded:
                rows.append(None if isinstance(pixels, str) else next(made))
                reasons.append(pixels if isinstance(pixels, str) else None)
        table = pa.table({"row": pa.array(rows, pa.binary(self.space.row_bytes)), "reason": pa.array(reasons, pa.string())})
        written = io.BytesIO()
        pa.parquet.write_table(table, written, compression="none", use_dictionary=False, write_statistics=False)
        try:
            self.storage.write(self.space.file(part), written.getvalue())
        except OSError as error:
            raise out_of_reach(self.storage.place, error) from None
        return len(images)

    def _batches(self, images: list[dict]) -> Iterator[list[np.ndarray | str]]:
        """What is decoded of one batch after the other; while the layers run on one, the next ones are decoded."""
        under_way: deque[Iterator[np.ndarray | str]] = deque()
        for start in range(0, len(images), self.batch):
            under_way.append(self.threads.map(self._decoded, images[start : start + self.batch]))
            if len(under_way) > BATCHES_AHEAD:
                yield list(under_way.popleft())
        for decoded in under_way:
            yield list(decoded)

    def _decoded(self, image: dict) -> np.ndarray | str:
        """The pixels, or why there are none: a sentence that begins with "It"."""
        try:
            data = read_uri(image["uri"])
        except OSError as error:
            return f"It could not be read ({type(error).__name__})."
        if hashlib.sha256(data).hexdigest() != image["sha256"]:
            return "It was changed since it was exported."
        try:
            return decoding.decode(data, tuple(self.input["size"]), self.input["resize"])
        except decoding.UnreadableImage as error:
            return str(error)

    def _rows(self, pictures: list[np.ndarray]) -> Iterator[bytes]:
        if not pictures:
            return
        for row in self.answer(np.stack(pictures)):
            yield row.astype(self.space.dtype, copy=False).tobytes()


class Rows:
    """
    All rows of a phase on this machine's disk, mapped into memory: those of a batch are wanted in any order, and there may
    be more of them than memory. The workers of a machine share them, and each copies a part of them there. An image's row is
    found by its place in the list of all images.
    """

    def __init__(self, space: Space, storage: Storage, together: "Together | None" = None) -> None:
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
            with storage.open(space.file(part)) as stream:
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


def _require_same_pixels(wanted: str) -> None:
    """:param wanted: `sharp … libvips VERSION rules …`, of the program that exported"""
    here = decoding.libvips_version()
    words = wanted.split(" ")
    there = words[words.index("libvips") + 1]
    if here != there:
        raise JobFailed(
            "versions-differ",
            f"This machine decodes pictures by libvips {here}, and the project was exported with {there}. {INSTALL}",
        )
