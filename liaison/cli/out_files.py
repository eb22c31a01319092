"""Files that commands leave behind: whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

from liaison.domain.errors import InvalidInput, NotFound


def require_folder(folder: Path) -> None:
    """Refuse a folder that is not there, before anything is made for it."""
    if not folder.is_dir():
        raise NotFound("folder_not_found", folder=folder)


def write_whole(path: Path, content: bytes) -> None:
    """Put a file in place at once, so that whoever picks it up never finds half of it."""
    begun = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with begun.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        begun.replace(path)
    except OSError:
        begun.unlink(missing_ok=True)
        raise InvalidInput("file_not_written", file=path) from None
