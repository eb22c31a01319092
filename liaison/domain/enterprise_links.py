"""The personal link of an enterprise: its address, and the token that opens it."""

from __future__ import annotations

import base64
import hmac
from hashlib import sha256
from ipaddress import ip_address
from urllib.parse import urlsplit

from liaison.domain.errors import InvalidInput

PATH = "/e/"
#: How addresses begin on the machine that serves, where nobody said otherwise.
LOCAL_BASE = "http://127.0.0.1:8501"
# The code of a longer one has modules below a third of a millimetre on a card.
_LONGEST_BASE = 200
_ID_BYTES = 5
_SIGNATURE_BYTES = 16


def address(base_url: str, token: str) -> str:
    """Where the token is opened."""
    return base_url.rstrip("/") + PATH + token


def token_of(key: bytes, enterprise_id: int, number: int, created_at: str) -> str:
    """Id and signature; the day of its making keeps an id that is used again from being opened."""
    signed = f"{enterprise_id}:{number}:{created_at}".encode()
    signature = hmac.digest(key, signed, sha256)[:_SIGNATURE_BYTES]
    raw = enterprise_id.to_bytes(_ID_BYTES) + signature
    return base64.urlsafe_b64encode(raw).decode()


def enterprise_in(token: str) -> int | None:
    """The id that a token names, which says nothing yet of its signature."""
    try:
        raw = base64.b64decode(token, "-_", validate=True)
    except ValueError:
        return None
    if len(raw) != _ID_BYTES + _SIGNATURE_BYTES:
        return None
    return int.from_bytes(raw[:_ID_BYTES])


def require_web_address(base_url: str) -> None:
    """Refuse what no phone would open: without http or https or a host, or too long to scan."""
    parts = _parts(base_url)
    is_web = parts is not None and parts[0] in ("http", "https") and parts[1]
    if not is_web or len(base_url) > _LONGEST_BASE:
        raise InvalidInput("base_url_unclear", field="base_url", value=base_url)


def is_only_local(base_url: str) -> bool:
    """True where the address is reached from the machine that serves and from no other."""
    parts = _parts(base_url)
    host = parts[1] if parts else ""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        found = ip_address(host)
    except ValueError:
        return False
    return found.is_loopback or found.is_unspecified


def _parts(base_url: str) -> tuple[str, str] | None:
    """Scheme and host, None of what cannot be read as an address."""
    try:
        parts = urlsplit(base_url)
        return parts.scheme, parts.hostname or ""
    except ValueError:
        return None
