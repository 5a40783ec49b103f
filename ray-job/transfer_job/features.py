"""What a phase reads of each picture: computed once, part by part of the list of images, and kept in the storage."""

import hashlib
import io
import json
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.parquet
import pyvips

from . import decoding
from .events import JobFailed
from .formats import Handed, Storage, read_uri, tensors_in
from .versions import INSTALL, engine_name, require_versions


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
        digest = hashlib.sha256("".join(image["sha256"] for image in self.handed.images(part)).encode())
        return f"features/{self.name}/{part.removesuffix('.parquet')}-{digest.hexdigest()[:16]}.parquet"

    def left_out(self, part: str, storage: Storage) -> list[dict]:
        """The images of a part that can't be read: file and reason of each."""
        reasons = pa.parquet.read_table(io.BytesIO(storage.read(self.file(part))), columns=["reason"])["reason"]
        named = zip(self.handed.images(part), reasons.to_pylist(), strict=True)
        return [{"file": image["file"], "reason": reason} for image, reason in named if reason is not None]

    @property
    def dtype(self) -> np.dtype:
        return np.dtype("uint8" if self.phase["isPixels"] else "<f4")

    @property
    def row_bytes(self) -> int:
        return int(np.prod(self.phase["shape"])) * self.dtype.itemsize


class FeatureMaker:
    """An actor that holds the frozen layers and makes one file at a time."""

    def __init__(self, handed: Handed, start: str, phase: dict, place: str, cpus: int) -> None:
        self.handed, self.start, self.phase, self.cpus = handed, start, phase, max(1, cpus)
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
        require_versions(self.handed.folder / "requirements.txt")
        _require_same_pixels(self.handed.plan["decoding"])
        from . import network

        network.tf.config.threading.set_intra_op_parallelism_threads(self.cpus)
        said = self.handed.plan["network"]
        [first, *_] = self.handed.phases
        _, expected = tensors_in((self.handed.folder / "network" / "expected.bin").read_bytes())
        scaled = decoding.scale(expected["pixels"].astype(np.uint8), self.input["scale"])
        network.require_same_answers(said, self.handed.weights(first), scaled, expected["probabilities"])
        if self.phase["isPixels"]:
            return lambda pixels: pixels
        weights = self.handed.weights(self.start)
        layers = network.Network(said, weights, said["input"], self.phase["cut"], scaled.shape[1:])
        answer = network.tf.function(lambda given: layers(given), reduce_retracing=True)
        return lambda pixels: answer(network.tf.constant(decoding.scale(pixels, self.input["scale"]))).numpy()

    def _make(self, part: str) -> int:
        images = self.handed.images(part)
        rows: list[bytes | None] = []
        reasons: list[str | None] = []
        for start in range(0, len(images), self.batch):
            decoded = list(self.threads.map(self._decoded, images[start : start + self.batch]))
            made = self._rows([pixels for pixels in decoded if not isinstance(pixels, str)])
            for pixels in decoded:
                rows.append(None if isinstance(pixels, str) else next(made))
                reasons.append(pixels if isinstance(pixels, str) else None)
        table = pa.table({"row": pa.array(rows, pa.binary(self.space.row_bytes)), "reason": pa.array(reasons, pa.string())})
        written = io.BytesIO()
        pa.parquet.write_table(table, written, compression="none", use_dictionary=False, write_statistics=False)
        self.storage.write(self.space.file(part), written.getvalue())
        return len(images)

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
    be more of them than memory.
    """

    def __init__(self, space: Space, storage: Storage) -> None:
        parts = space.handed.parts
        listed = [space.handed.images(part) for part in parts]
        count = sum(len(images) for images in listed)
        self.shape, self.dtype = tuple(space.phase["shape"]), space.dtype
        with tempfile.TemporaryFile() as file:
            file.truncate(max(1, count * space.row_bytes))
            self.values = np.memmap(file, np.uint8, shape=(count, space.row_bytes))
        self.sides: dict[str, list[int]] = {"train": [], "validation": [], "test": []}
        self.images: list[dict] = []
        self.left_out: list[dict] = []
        for part, images in zip(parts, listed, strict=True):
            table = pa.parquet.read_table(io.BytesIO(storage.read(space.file(part)))).to_pydict()
            for image, row, reason in zip(images, table["row"], table["reason"], strict=True):
                if row is None:
                    self.left_out.append({"file": image["file"], "sha256": image["sha256"], "reason": reason})
                    continue
                at = len(self.images)
                self.values[at] = np.frombuffer(row, np.uint8)
                self.sides[image["side"]].append(at)
                self.images.append(image)
        self.labels = np.array([image["label"] for image in self.images], np.int64)

    def read(self, examples: np.ndarray) -> np.ndarray:
        """Rows [examples, …], in the order given."""
        return self.values[examples].view(self.dtype).reshape(len(examples), *self.shape)


def _require_same_pixels(wanted: str) -> None:
    """:param wanted: `sharp … libvips VERSION rules …`, of the program that exported"""
    here = ".".join(str(pyvips.version(place)) for place in range(3))
    words = wanted.split(" ")
    there = words[words.index("libvips") + 1]
    if here != there:
        raise JobFailed(
            "versions-differ",
            f"This machine decodes pictures by libvips {here}, and the project was exported with {there}. {INSTALL}",
        )
