"""What a phase reads of each picture: computed once, part by part of the list of images, and kept in the storage."""

import hashlib
import json
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet

from . import decoding
from .events import JobFailed
from .formats import Handed, Storage, out_of_reach, read_beside_others, tensors_in
from .row_file import RowFile
from .shared_bytes import share_bytes
from .versions import INSTALL, require_versions
from .views import pixels_of_view

if TYPE_CHECKING:
    from .together import Together

# Batches that are decoded ahead of the layers, so that threads which are done with one need not wait for its last picture.
BATCHES_AHEAD = 2

# Bytes of all of a part's rows that wait in memory until they are written.
MOST_WAITING_BYTES = 64 << 20

# Rows that are copied at once from a file of the storage.
ROWS_AT_ONCE = 64


@dataclass(frozen=True)
class Unread:
    """Why an image has no pixels."""

    reason: str
    """A sentence that begins with "It"."""
    is_lasting: bool
    """Whether it follows from the bytes that the list tells by their sha256, as it does for whoever asks again."""


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


@dataclass(frozen=True)
class Made:
    """What became of a part."""

    images: int
    """That are listed in it."""
    own: set[str]
    """Its files that are the run's own, by the names of those that all runs share."""


class FeatureMaker:
    """An actor that holds the frozen layers and makes the files of one part at a time."""

    def __init__(
        self, handed: Handed, start: str, phase: dict, place: str, run: str, cpus: int, gpus: int = 0
    ) -> None:
        self.handed, self.start, self.phase, self.run = handed, start, phase, run
        self.cpus, self.gpus = max(1, cpus), gpus
        self.spaces, self.place = spaces_of(handed, phase), place
        self.threads = ThreadPoolExecutor(self.cpus)
        plan = handed.plan
        self.input, self.batch = plan["plan"]["base"]["input"], plan["prefixBatch"]
        self.answer: Callable[[np.ndarray], np.ndarray] | None = None

    @cached_property
    def storage(self) -> Storage:
        return Storage(self.place)

    def make(self, part: str) -> Made:
        """
        Makes what is not there of a part's files.

        :raises JobFailed: where nothing may be made on this machine
        """
        try:
            self.answer = self.answer or self._checked()
            return self._make(part)
        except OSError as error:
            raise out_of_reach(self.place, error) from None

    def _checked(self) -> Callable[[np.ndarray], np.ndarray]:
        """The frozen layers, on a machine that decodes and answers as the one that exported."""
        require_versions(self.handed.requirements)
        _require_same_pixels(self.handed.plan["decoding"])
        from . import network

        network.take_devices(self.cpus, self.gpus)
        said = self.handed.plan["network"]
        [first, *_] = self.handed.phases
        _, expected = tensors_in(self.handed.read("network/expected.bin"))
        scaled = decoding.scale(expected["pixels"].astype(np.uint8), self.input["scale"])
        network.require_same_answers(said, self.handed.weights(first), scaled, expected["probabilities"])
        if self.phase["isPixels"]:
            return lambda pixels: pixels
        weights = self.handed.weights(self.start)
        layers = network.Network(said, weights, said["input"], self.phase["cut"], scaled.shape[1:])
        answer = layers.as_graph()
        return lambda pixels: answer(network.tf.constant(decoding.scale(pixels, self.input["scale"]))).numpy()

    def _make(self, part: str) -> Made:
        images, names = self.handed.images(part), [space.file(part) for space in self.spaces]
        own = {name for name in names if self.storage.has(own_file(self.run, name))}
        missing = [
            space for space, name in zip(self.spaces, names, strict=True) if name not in own and not self.storage.has(name)
        ]
        if missing:
            own.update(self._make_files(part, images, missing))
        return Made(len(images), own)

    def _make_files(self, part: str, images: list[dict], missing: list[Space]) -> list[str]:
        """Returns which of them are the run's own."""
        names, is_own = [space.file(part) for space in missing], False
        with ExitStack() as stack:
            most_bytes = MOST_WAITING_BYTES // len(missing)
            files = [stack.enter_context(RowFile(space.row_bytes, most_bytes)) for space in missing]
            for batch, decoded in self._batches(images):
                unread = [each if isinstance(each, Unread) else None for each in decoded]
                is_own = is_own or any(each is not None and not each.is_lasting for each in unread)
                reasons = [each and each.reason for each in unread]
                for space, file in zip(missing, files, strict=True):
                    file.add(list(self._rows(space, batch, decoded)), reasons)
            if not is_own or len(missing) == len(self.spaces):
                for name, file in zip(names, files, strict=True):
                    self.storage.write(own_file(self.run, name) if is_own else name, file.whole())
                return names if is_own else []
        # Files of all runs may have rows of what is left out here; all of a run's views are of the same images.
        return self._make_files(part, images, self.spaces)

    def _batches(self, images: list[dict]) -> Iterator[tuple[list[dict], list[np.ndarray | Unread]]]:
        """One batch after the other with what is decoded of it; while the layers run on one, the next ones are decoded."""
        under_way: deque[tuple[list[dict], Iterator[np.ndarray | Unread]]] = deque()
        for start in range(0, len(images), self.batch):
            batch = images[start : start + self.batch]
            under_way.append((batch, self.threads.map(self._decoded, batch)))
            if len(under_way) > BATCHES_AHEAD:
                batch, decoded = under_way.popleft()
                yield batch, list(decoded)
        for batch, decoded in under_way:
            yield batch, list(decoded)

    def _decoded(self, image: dict) -> np.ndarray | Unread:
        try:
            data = read_beside_others(image["uri"])
        except (OSError, pa.ArrowInvalid) as error:
            # No fault of the picture's.
            raise out_of_reach(image["uri"], error) from None
        if data is None:
            return Unread("It is not there any more.", False)
        if hashlib.sha256(data).hexdigest() != image["sha256"]:
            return Unread("It was changed since it was exported.", False)
        try:
            return decoding.decode(data, tuple(self.input["size"]), self.input["resize"])
        except decoding.UnreadableImage as error:
            return Unread(str(error), True)

    def _rows(self, space: Space, images: list[dict], decoded: list[np.ndarray | Unread]) -> Iterator[bytes | None]:
        """Of each image; None where it has none of this view, or is none."""
        pictures = [
            None if isinstance(pixels, Unread) or not space.has(image["side"]) else space.drawn(pixels, image)
            for image, pixels in zip(images, decoded, strict=True)
        ]
        there = [picture for picture in pictures if picture is not None]
        made = iter(self.answer(np.stack(there)) if there else [])
        for picture in pictures:
            yield None if picture is None else next(made).astype(space.dtype, copy=False).tobytes()


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
