"""A file of rows while it is made."""

import mmap
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pyarrow as pa
import pyarrow.parquet

from .formats import out_of_reach

# About how many bytes of a file are read at once for a row of it.
PAGE_BYTES = 16 << 20


class RowFile:
    """
    A file of the storage while it is made, on this machine's disk: a part of the list may have more rows than memory has room
    for, and the storage takes it whole or not at all. What it does raises JobFailed `storage` where that disk has no room.
    """

    def __init__(self, row_bytes: int, most_bytes: int) -> None:
        """:param most_bytes: that wait in memory until they are written"""
        self.most_rows = max(1, most_bytes // row_bytes)
        self.schema = pa.schema([("row", pa.binary(row_bytes)), ("reason", pa.string())])
        with _own_disk():
            self.file = tempfile.TemporaryFile()
        # Whoever reads a row reads a page, whose size is looked at after so many rows.
        rows_at_once = min(1024, max(1, PAGE_BYTES // row_bytes))
        options = {"compression": "none", "use_dictionary": False, "write_statistics": False}
        self.writer = pa.parquet.ParquetWriter(self.file, self.schema, write_batch_size=rows_at_once, **options)
        self.rows: list[bytes | None] = []
        self.reasons: list[str | None] = []

    def __enter__(self) -> "RowFile":
        return self

    def __exit__(self, *_: object) -> None:
        self.writer.close()
        self.file.close()

    def add(self, rows: Sequence[bytes | None], reasons: Sequence[str | None]) -> None:
        """Of images in order."""
        self.rows += rows
        self.reasons += reasons
        if len(self.rows) >= self.most_rows:
            self._write()

    def whole(self) -> mmap.mmap:
        """All that is in it, to which nothing is added any more."""
        self._write()
        with _own_disk():
            self.writer.close()
            self.file.flush()
        return mmap.mmap(self.file.fileno(), 0, access=mmap.ACCESS_READ)

    def _write(self) -> None:
        if self.rows:
            with _own_disk():
                self.writer.write_table(pa.table([self.rows, self.reasons], self.schema))
        self.rows, self.reasons = [], []


@contextmanager
def _own_disk() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise out_of_reach(f"its own folder for what is temporary, {tempfile.gettempdir()}", error) from None
