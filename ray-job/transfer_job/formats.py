"""The files that a job is handed and those that it gives back."""

import hashlib
import io
import json
import mmap
import os
import re
import struct
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit
from urllib.request import url2pathname
from uuid import uuid4

import numpy as np
import pyarrow as pa
import pyarrow.fs
import pyarrow.parquet

from .events import JobFailed
from .versions import engine_name

Tensors = dict[str, np.ndarray]

MAGIC = b"TDTENSOR2\n"

S3 = "s3://"

# What the name of a file ends in while it is written, and how many seconds that may take.
UNFINISHED = ".part"
LONGEST_WRITING = 24 * 60 * 60

# For how many seconds a machine may say that a file is not there which another one has written: network file systems remember what
# was not there, NFS for up to a minute (`acdirmax`), and ask nobody again.
LONGEST_UNSEEN = 90

Found = TypeVar("Found")


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
        """:raises OSError, pyarrow.ArrowException: where it can't be reached, or is no such address"""
        self.place = place.rstrip("/")
        if self.place.startswith(S3):
            # By an address pyarrow asks for the bucket's region, and fails where nobody answers, whatever AWS_REGION says.
            self.root = self.place.removeprefix(S3)
            self.files = bucket_files(self.root.split("/")[0])
        elif "://" in place:
            self.files, self.root = pa.fs.FileSystem.from_uri(self.place)
        else:
            self.files, self.root = pa.fs.LocalFileSystem(), str(Path(place).absolute())

    def names(self, folder: str, may_lack: bool = False) -> list[str]:
        """Of the files in a folder, in order. :param may_lack: whether it need not be there"""
        wanted = pa.fs.FileSelector(f"{self.root}/{folder}", allow_not_found=may_lack)
        there = self._once_seen(lambda: self.files.get_file_info(wanted))
        return sorted(each.base_name for each in there if each.is_file)

    def has(self, name: str) -> bool:
        """Whether this machine sees a file now."""
        return self.files.get_file_info(f"{self.root}/{name}").type == pa.fs.FileType.File

    def shows(self, name: str) -> bool:
        """Whether a file is there that another machine may have written just now: waits until this one would see it."""
        try:
            self.open(name).close()
        except FileNotFoundError:
            return False
        return True

    def read(self, name: str) -> bytes:
        """Of a file that is there, whether this machine sees it already or not."""
        with self._once_seen(lambda: self.files.open_input_stream(f"{self.root}/{name}")) as stream:
            return stream.read()

    def open(self, name: str) -> pa.NativeFile:
        """The same, to read parts of it."""
        return self._once_seen(lambda: self.files.open_input_file(f"{self.root}/{name}"))

    def _once_seen(self, look: Callable[[], Found]) -> Found:
        end = time.monotonic() + LONGEST_UNSEEN
        while True:
            try:
                return look()
            except FileNotFoundError:
                # A bucket itself knows what is there.
                if not isinstance(self.files, pa.fs.LocalFileSystem) or time.monotonic() > end:
                    raise
            time.sleep(0.5)

    def remove(self, name: str) -> None:
        self.files.delete_file(f"{self.root}/{name}")

    def write(self, name: str, data: bytes | mmap.mmap) -> None:
        """Whole or not at all: a bucket shows no half objects, and on a disk the name is given last."""
        place = f"{self.root}/{name}"
        # A bucket has no folders; one would be an object, which it takes a request each to look for.
        if not isinstance(self.files, pa.fs.S3FileSystem):
            self.files.create_dir(place.rsplit("/", 1)[0], recursive=True)
        is_disk = isinstance(self.files, pa.fs.LocalFileSystem)
        # A name that nobody else writes to: another job on the same images makes the same file, maybe now.
        written = f"{place}.{uuid4().hex}{UNFINISHED}" if is_disk else place
        try:
            with self.files.open_output_stream(written) as stream:
                stream.write(data)
            if is_disk:
                self.files.move(written, place)
        except OSError:
            if is_disk:
                self._try_to_remove(written)
            raise

    def clear_unfinished(self, folder: str) -> None:
        """Removes from a folder what processes had begun to write that were killed; what is younger than a day others may still write."""
        if not isinstance(self.files, pa.fs.LocalFileSystem):
            return
        for each in self.files.get_file_info(pa.fs.FileSelector(f"{self.root}/{folder}", allow_not_found=True)):
            if each.base_name.endswith(UNFINISHED) and time.time() - each.mtime.timestamp() > LONGEST_WRITING:
                self._try_to_remove(each.path)

    def _try_to_remove(self, place: str) -> None:
        with suppress(OSError):
            self.files.delete_file(place)


@cache
def bucket_files(bucket: str) -> pa.fs.S3FileSystem:
    """
    What reads a bucket, once a process: to make one asks for the bucket's region, which takes longer than a picture does.
    Credentials are found as Amazon's own programs find them. :raises OSError:
    """
    endpoint = os.environ.get("AWS_ENDPOINT_URL_S3") or os.environ.get("AWS_ENDPOINT_URL")
    region = os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION")
    if endpoint:
        return pa.fs.S3FileSystem(endpoint_override=endpoint, region=region)
    try:
        return pa.fs.S3FileSystem(region=pa.fs.resolve_s3_region(bucket))
    except OSError:
        # Where the address that tells regions can't be reached.
        if not region:
            raise
        return pa.fs.S3FileSystem(region=region)


def out_of_reach(place: str, error: Exception) -> JobFailed:
    """What ends the job where a machine can't read or write what all of them have to."""
    own = "The machines go there by what they have themselves: a role, or the variables AWS_… that Ray was started with."
    sentence = f"A machine of the cluster can't use {place}: {error}."
    return JobFailed("storage", f"{sentence} {own}" if "://" in place else sentence)


@cache
def _storage_at(place: str) -> Storage:
    return Storage(place)


@lru_cache(256)
def _list_at(place: str, name: str) -> bytes:
    """Each process asks several times for what a list of images says; they are the smallest of it in memory."""
    return _storage_at(place).read(name)


def read_uri(uri: str) -> bytes:
    """The bytes of a file by its address. :raises OSError:"""
    if (path := _path_of(uri)) is not None:
        return path.read_bytes()
    files, place = _files_at(uri)
    with files.open_input_stream(place) as stream:
        return stream.read()


def read_beside_others(uri: str) -> bytes | None:
    """
    The same of a file that others lie beside; None where it alone is not there.

    :raises OSError: also where its folder is not there or has nothing in it, as one that is to be mounted and is not, or a bucket
        that is asked for at another address
    """
    try:
        return read_uri(uri)
    except FileNotFoundError:
        if not _has_files_beside(uri):
            raise FileNotFoundError("the folder or bucket that it lies in is not there, or is empty") from None
        return None


def _has_files_beside(uri: str) -> bool:
    if (path := _path_of(uri)) is not None:
        return path.parent.is_dir() and any(path.parent.iterdir())
    files, place = _files_at(uri)
    # In a bucket a folder is there where anything lies in it.
    return files.get_file_info(place.rpartition("/")[0]).type == pa.fs.FileType.Directory


def _path_of(uri: str) -> Path | None:
    """Of an address on a disk."""
    parts = urlsplit(uri)
    return Path(url2pathname(parts.path)) if parts.scheme == "file" else None


def _files_at(uri: str) -> tuple[pa.fs.FileSystem, str]:
    """What reads an address, and what it is called there."""
    if uri.startswith(S3):
        # The name as it is: `?`, `#` and `%` are signs of it like others.
        place = uri.removeprefix(S3)
        return bucket_files(place.partition("/")[0]), place
    return pa.fs.FileSystem.from_uri(uri)


@dataclass
class Handed:
    """What Transfer Designer has written: a folder, or objects of a bucket."""

    shared: str | None
    """Where all machines see it; None where each has got it with the job, beside this file."""

    @property
    def place(self) -> str:
        return self.shared or str(Path(__file__).resolve().parent.parent)

    def read(self, name: str) -> bytes:
        """One of its files. :raises OSError:"""
        return _storage_at(self.place).read(name)

    @cached_property
    def plan(self) -> dict:
        return json.loads(self.read("plan.json"))

    @cached_property
    def engine(self) -> str:
        """The driver's, who asks before others get this: all machines name what is kept by it."""
        return engine_name()

    @property
    def settings(self) -> dict:
        return json.loads(self.read("job.json"))

    @property
    def requirements(self) -> str:
        return self.read("requirements.txt").decode()

    @property
    def parts(self) -> list[str]:
        """The names of the lists of images, in order."""
        return [name for name in _storage_at(self.place).names("images") if re.fullmatch(r"part-\d+\.parquet", name)]

    def images(self, part: str) -> list[dict]:
        """A list of images: uri, file, label, side and sha256 of each."""
        return self.table(part).to_pylist()

    def table(self, part: str, columns: list[str] | None = None) -> pa.Table:
        """The same as a table, of some of its columns."""
        return pa.parquet.read_table(io.BytesIO(_list_at(self.place, f"images/{part}")), columns=columns)

    @property
    def phases(self) -> dict[str, list[dict]]:
        """Of each start that may be trained, in their order."""
        return {start["start"]: start["phases"] for start in self.plan["starts"]}

    def weights(self, start: str) -> Tensors:
        """Of the adapted network as a start begins, by `layer/weight`."""
        return dict(self._weights(start))

    def _weights(self, start: str) -> Iterator[tuple[str, np.ndarray]]:
        [first, *_] = self.phases
        folder = "network" if start == first else f"network-{start}"
        for group in json.loads(self.read(f"{folder}/model.json"))["weightsManifest"]:
            # Of four megabytes each: one after the other, a bucket would be waited for most of the time.
            with ThreadPoolExecutor(8) as threads:
                data = b"".join(threads.map(self.read, [f"{folder}/{name}" for name in group["paths"]]))
            offset = 0
            for spec in group["weights"]:
                count = int(np.prod(spec["shape"], dtype=np.int64))
                yield spec["name"], np.frombuffer(data, "<f4", count, offset).reshape(spec["shape"]).copy()
                offset += 4 * count
