"""Files too large for the memory: on the disk without a name, gone with whoever holds them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cached_property
from tempfile import TemporaryFile

_CHUNK_BYTES = 1 << 18


class LargeFile:
    """A file without a name: the system takes it back when it is let go, or the program ends."""

    def __init__(self) -> None:
        self.opened = TemporaryFile()  # noqa: SIM115 # it lives as long as this object

    @cached_property
    def size_bytes(self) -> int:
        """How much was written, asked for once all of it is."""
        self.opened.flush()
        return os.fstat(self.opened.fileno()).st_size

    def chunks(self) -> Iterator[bytes]:
        """What was written, for any number of readers at once."""
        size = self.size_bytes
        own = os.dup(self.opened.fileno())  # so that who reads is not cut off when it is let go
        return _read(own, size)


def _read(handle: int, size: int) -> Iterator[bytes]:
    try:
        for place in range(0, size, _CHUNK_BYTES):
            yield os.pread(handle, _CHUNK_BYTES, place)
    finally:
        os.close(handle)
