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
        says = {**self.phase["space"], **({} if self.phase["isPixels"] else {"engine": engine_name()})}
        if self.view > 0:
            says["view"] = [self.view, *(self._augment[key] for key in ("flip", "shift", "brightness")), self._seed]
        return hashlib.sha256(json.dumps(says, sort_keys=True).encode()).hexdigest()[:16]

    def file(self, part: str) -> str:
        """
        Of a part of the list, by what is in it. One part is one file, written whole: it is done where the file is there,
        so that whoever comes again has nothing to ask but that.
        """
        images = self.handed.images(part)
        digest = hashlib.sha256("".join(image["sha256"] for image in images).encode())
        if self.view > 0:
            digest.update("".join(image["side"] for image in images).encode())
        return f"features/{self.name}/{part.removesuffix('.parquet')}-{digest.hexdigest()[:16]}.parquet"

    def left_out(self, part: str, storage: Storage) -> list[dict]:
        """The images of a part that can't be read: file and reason of each."""
        reasons = pa.parquet.read_table(io.BytesIO(storage.read(self.file(part))), columns=["reason"])["reason"]
        named = zip(self.handed.images(part), reasons.to_pylist(), strict=True)
        return [{"file": image["file"], "reason": reason} for image, reason in named if reason is not None]

    def has(self, image: dict) -> bool:
        """Whether an image has a row."""
        return self.view == 0 or image["side"] == "train"

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


def spaces_of(handed: Handed, phase: dict) -> list[Space]:
    """Of each view. Pixels are kept as they are, and drawn anew in each epoch."""
    augment = handed.plan["plan"]["training"]["augment"]
    views = 1 if augment is None or phase["isPixels"] else augment["views"]
    return [Space(handed, phase, view) for view in range(views)]


class FeatureMaker:
    """An actor that holds the frozen layers and makes the files of one part at a time."""

    def __init__(self, handed: Handed, start: str, phase: dict, place: str, cpus: int) -> None:
        self.handed, self.start, self.phase, self.cpus = handed, start, phase, max(1, cpus)
        self.spaces, self.storage = spaces_of(handed, phase), Storage(place)
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
        missing = [space for space in self.spaces if not self.storage.has(space.file(part))]
        rows: list[list[bytes | None]] = [[] for _ in missing]
        reasons: list[str | None] = []
        for start in range(0, len(images), self.batch):
            batch = images[start : start + self.batch]
            decoded = list(self.threads.map(self._decoded, batch))
            reasons += [pixels if isinstance(pixels, str) else None for pixels in decoded]
            for space, own in zip(missing, rows, strict=True):
                own += self._rows(space, batch, decoded)
        for space, own in zip(missing, rows, strict=True):
            row = pa.array(own, pa.binary(space.row_bytes))
            table = pa.table({"row": row, "reason": pa.array(reasons, pa.string())})
            written = io.BytesIO()
            pa.parquet.write_table(table, written, compression="none", use_dictionary=False, write_statistics=False)
            self.storage.write(space.file(part), written.getvalue())
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

    def _rows(self, space: Space, images: list[dict], decoded: list[np.ndarray | str]) -> Iterator[bytes | None]:
        """Of each image; None where it has none of this view, or is none."""
        pictures = [
            None if isinstance(pixels, str) or not space.has(image) else space.drawn(pixels, image)
            for image, pixels in zip(images, decoded, strict=True)
        ]
        there = [picture for picture in pictures if picture is not None]
        made = iter(self.answer(np.stack(there)) if there else [])
        for picture in pictures:
            yield None if picture is None else next(made).astype(space.dtype, copy=False).tobytes()


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
                if reason is not None:
                    self.left_out.append({"file": image["file"], "sha256": image["sha256"], "reason": reason})
                    continue
                at = len(self.images)
                # Of a view, only training images have one.
                if row is not None:
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
