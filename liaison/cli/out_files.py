"""Files that commands leave behind: whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from liaison.domain.errors import InvalidInput, NotFound


def require_folder(folder: Path) -> None:
    """Refuse a folder that is not there, before anything is made for it."""
    if not folder.is_dir():
        raise NotFound("folder_not_found", folder=folder)


@contextmanager
def whole(path: Path) -> Iterator[BinaryIO]:
    """A file to write that is put in place at the end, so that nobody ever picks up half of it.

    What goes wrong meanwhile leaves what was there before.
    """
    begun = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with begun.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        begun.replace(path)
    except OSError:
        raise InvalidInput("file_not_written", file=path) from None
    finally:
        begun.unlink(missing_ok=True)


def write_whole(path: Path, content: bytes) -> None:
    """Put content in place at once."""
    with whole(path) as file:
        file.write(content)
