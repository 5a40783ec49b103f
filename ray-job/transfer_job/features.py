"""What a phase reads of each picture: computed once, part by part of the list of images, and kept in the storage."""

import hashlib
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa

from . import decoding
from .events import JobFailed
from .formats import Handed, Storage, out_of_reach, read_beside_others, tensors_in
from .row_file import RowFile
from .spaces import Space, own_file, spaces_of
from .versions import INSTALL, require_versions

# Batches that are decoded ahead of the layers, so that threads which are done with one need not wait for its last picture.
BATCHES_AHEAD = 2

# Bytes of all of a part's rows that wait in memory until they are written.
MOST_WAITING_BYTES = 64 << 20


@dataclass(frozen=True)
class Unread:
    """Why an image has no pixels."""

    reason: str
    """A sentence that begins with "It"."""
    is_lasting: bool
    """Whether it follows from the bytes that the list tells by their sha256, as it does for whoever asks again."""


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
