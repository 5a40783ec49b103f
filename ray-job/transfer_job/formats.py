"""The files that a job is handed and those that it gives back."""

import hashlib
import json
import struct
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import url2pathname

import numpy as np
import pyarrow as pa
import pyarrow.fs
import pyarrow.parquet

Tensors = dict[str, np.ndarray]

MAGIC = b"TDTENSOR2\n"


def tensor_bytes(content: Any, tensors: Mapping[str, np.ndarray]) -> bytes:
    """Plain JSON with named tensors of 32 bits beside it: the sha256 of what follows, the header's length, header, values."""
    named = [{"name": name, "shape": list(values.shape)} for name, values in tensors.items()]
    header = json.dumps({"json": content, "tensors": named}, ensure_ascii=False, separators=(",", ":")).encode()
    before = len(MAGIC) + 32 + 4
    # The values begin at a multiple of four bytes.
    parts = [struct.pack("<I", len(header)), header, bytes(-(before + len(header)) % 4)]
    parts += [np.ascontiguousarray(values, "<f4").tobytes() for values in tensors.values()]
    following = b"".join(parts)
    return MAGIC + hashlib.sha256(following).digest() + following


def tensors_in(data: bytes) -> tuple[Any, Tensors]:
    """:raises ValueError: if it is no such file, cut short or changed since it was written"""
    start = len(MAGIC) + 32
    if data[: len(MAGIC)] != MAGIC:
        raise ValueError("It is no tensor file.")
    if hashlib.sha256(data[start:]).digest() != data[len(MAGIC) : start]:
        raise ValueError("It is cut short, or its bytes have changed.")
    (length,) = struct.unpack_from("<I", data, start)
    header = json.loads(data[start + 4 : start + 4 + length])
    offset = start + 4 + length
    offset += -offset % 4
    tensors: Tensors = {}
    for entry in header["tensors"]:
        count = int(np.prod(entry["shape"], dtype=np.int64))
        tensors[entry["name"]] = np.frombuffer(data, "<f4", count, offset).reshape(entry["shape"]).copy()
        offset += 4 * count
    return header["json"], tensors


def weights_digest(weights: Mapping[str, np.ndarray]) -> str:
    """Of a network's weights, by name, shape and bits, in whatever order they come."""
    each = []
    for name, values in weights.items():
        digest = hashlib.sha256(f"{name}\0{'x'.join(map(str, values.shape))}\0".encode())
        digest.update(np.ascontiguousarray(values, "<f4").tobytes())
        each.append(digest.hexdigest())
    return hashlib.sha256("".join(sorted(each)).encode()).hexdigest()


def images_digest(images: Iterable[Mapping[str, Any]]) -> str:
    """Of images in the order in which they are judged, by side, class and content."""
    digest = hashlib.sha256()
    for image in images:
        digest.update(f"{image['side']}\t{image['label']}\t{image['sha256']}\n".encode())
    return digest.hexdigest()


class Storage:
    """A folder that all machines see: of a disk that they share, or in a bucket."""

    def __init__(self, place: str) -> None:
        self.place = place.rstrip("/")
        if "://" in place:
            self.files, self.root = pa.fs.FileSystem.from_uri(self.place)
        else:
            self.files, self.root = pa.fs.LocalFileSystem(), str(Path(place).absolute())

    def has(self, name: str) -> bool:
        return self.files.get_file_info(f"{self.root}/{name}").type == pa.fs.FileType.File

    def read(self, name: str) -> bytes:
        with self.files.open_input_stream(f"{self.root}/{name}") as stream:
            return stream.read()

    def write(self, name: str, data: bytes) -> None:
        """Whole or not at all: a bucket shows no half objects, and on a disk the name is given last."""
        place = f"{self.root}/{name}"
        self.files.create_dir(place.rsplit("/", 1)[0], recursive=True)
        is_disk = isinstance(self.files, pa.fs.LocalFileSystem)
        written = f"{place}.{hashlib.sha256(data).hexdigest()[:16]}.part" if is_disk else place
        with self.files.open_output_stream(written) as stream:
            stream.write(data)
        if is_disk:
            self.files.move(written, place)


def read_uri(uri: str) -> bytes:
    """The bytes of a file by its address. :raises OSError:"""
    parts = urlsplit(uri)
    if parts.scheme == "file":
        return Path(url2pathname(parts.path)).read_bytes()
    files, place = pa.fs.FileSystem.from_uri(uri)
    with files.open_input_stream(place) as stream:
        return stream.read()


@dataclass
class Handed:
    """The folder that Transfer Designer has written."""

    shared: Path | None
    """Where all machines see it; None where each has got it with the job, beside this file."""

    @property
    def folder(self) -> Path:
        return self.shared or Path(__file__).resolve().parent.parent

    @cached_property
    def plan(self) -> dict:
        return json.loads((self.folder / "plan.json").read_text("utf-8"))

    @property
    def settings(self) -> dict:
        return json.loads((self.folder / "job.json").read_text("utf-8"))

    @property
    def parts(self) -> list[str]:
        """The names of the lists of images, in order."""
        return sorted(path.name for path in (self.folder / "images").glob("part-*.parquet"))

    def images(self, part: str) -> list[dict]:
        """A list of images: uri, file, label, side and sha256 of each."""
        return pa.parquet.read_table(self.folder / "images" / part).to_pylist()

    @property
    def phases(self) -> dict[str, list[dict]]:
        """Of each start that may be trained, in their order."""
        return {start["start"]: start["phases"] for start in self.plan["starts"]}

    def weights(self, start: str) -> Tensors:
        """Of the adapted network as a start begins, by `layer/weight`."""
        return dict(self._weights(start))

    def _weights(self, start: str) -> Iterator[tuple[str, np.ndarray]]:
        [first, *_] = self.phases
        folder = self.folder / ("network" if start == first else f"network-{start}")
        for group in json.loads((folder / "model.json").read_text("utf-8"))["weightsManifest"]:
            data = b"".join((folder / name).read_bytes() for name in group["paths"])
            offset = 0
            for spec in group["weights"]:
                count = int(np.prod(spec["shape"], dtype=np.int64))
                yield spec["name"], np.frombuffer(data, "<f4", count, offset).reshape(spec["shape"]).copy()
                offset += 4 * count
