"""Files that one session may fetch: made when asked for, and for no other session.

Streamlit's own downloads lie under an address that anybody signed in may open.
"""

from __future__ import annotations

import secrets
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

from liaison.domain.roles import Actor
from liaison.web.large_files import LargeFile

# Each may hold on to an import; the oldest goes when there are more.
_MOST = 50


@dataclass(frozen=True, slots=True)
class HeldFile:
    session_id: str
    file_name: str
    media_type: str
    make: Callable[[Actor], bytes | LargeFile]


_held: OrderedDict[str, HeldFile] = OrderedDict()
_lock = Lock()


def hold(file: HeldFile) -> str:
    """Offer a file to its session, in the place of one of the same name; return its address."""
    token = secrets.token_urlsafe(16)
    with _lock:
        for known, each in list(_held.items()):
            if (each.session_id, each.file_name) == (file.session_id, file.file_name):
                del _held[known]
        _held[token] = file
        while len(_held) > _MOST:
            _held.popitem(last=False)
    return f"/files/held/{token}"


def held_file(token: str, session_id: str) -> HeldFile | None:
    """The file if this session is the one that it is for."""
    file = _held.get(token)
    return file if file is not None and file.session_id == session_id else None


def let_go(address: str) -> None:
    """Take a file back before it is pushed out by others."""
    with _lock:
        _held.pop(address.rpartition("/")[2], None)
