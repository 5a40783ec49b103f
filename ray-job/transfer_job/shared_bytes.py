"""Bytes on a machine's disk that all of its workers share."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path
from typing import IO, TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from .together import Together


def share_bytes(together: Together | None, size: int) -> tuple[np.ndarray, list[int]]:
    """
    Maps a file into memory, the same one for all workers of this machine, who have to come here together. It has no name: it
    is gone with the last of them, however they end. The others open it by the process of the first.

    :param together: None for a process by itself
    :returns: the bytes, all 0, and the ranks of the workers that share them
    :raises OSError: where the disk has no room for them
    """
    with tempfile.TemporaryFile() as own:
        if together is None or together.size == 1:
            return _mapped(own, size), [0]
        places = together.gather(_machine(), os.getpid(), own.fileno())
        sharing = [rank for rank, (machine, *_) in enumerate(places) if machine == places[together.rank][0]]
        _, process, number = places[sharing[0]]
        with open(f"/proc/{process:.0f}/fd/{number:.0f}", "r+b") as first:
            mapped = _mapped(first, size)
        # Before that the first may not close it.
        together.meet()
        return mapped, sharing


def _mapped(file: IO[bytes], size: int) -> np.ndarray:
    # Where there is no room, that is said here, and does not end the process when it writes.
    os.posix_fallocate(file.fileno(), 0, size)
    return np.asarray(np.memmap(file, np.uint8, "r+", shape=(size,)))


def _machine() -> int:
    """The same for processes that see each other and are of one user. Of 48 bits, which sums in double precision keep."""
    says = [Path("/proc/sys/kernel/random/boot_id").read_text(), os.readlink("/proc/self/ns/pid"), os.getuid()]
    return int.from_bytes(hashlib.sha256(str(says).encode()).digest()[:6])
