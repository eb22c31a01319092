"""A browser's websocket, as light as it can be: two hundred of them beside the server.

It asks for a rerun and takes the messages apart only as far as the one that ends it.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

_HANDSHAKE = (
    "GET /_stcore/stream HTTP/1.1\r\nHost: {host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
    "Sec-WebSocket-Protocol: streamlit, none\r\nCookie: {cookie}\r\n\r\n"
)
_BINARY, _PING, _PONG = 0x82, 0x89, 0x8A
# The message that ends a run holds nothing but its status; what is longer need not be read.
_LONGEST_END = 100
_ENDS_WITHIN_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Answer:
    """Everything that a run sent, and the seconds until its last message was here."""

    seconds: float
    content: bytes


class Wire(asyncio.Protocol):
    """One connection; `answer` is asked again only after it has come."""

    def __init__(self, handshake: bytes) -> None:
        self._handshake = handshake
        self._received = bytearray()
        self._content: list[bytes] = []
        self._asked_at = 0.0
        self._is_open = False
        self._awaited: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()

    async def answer(self, message: bytes) -> Answer:
        """Ask for a rerun and wait until it has ended."""
        self._awaited = asyncio.get_running_loop().create_future()
        self._content.clear()
        self._asked_at = time.perf_counter()
        self._send(_BINARY, message)
        return await asyncio.wait_for(self._awaited, _ENDS_WITHIN_SECONDS)

    async def opened(self) -> None:
        await asyncio.wait_for(self._awaited, _ENDS_WITHIN_SECONDS)

    def close(self) -> None:
        self._awaited.cancel()
        self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        transport.write(self._handshake)

    def connection_lost(self, exc: Exception | None) -> None:
        if not self._awaited.done():
            self._awaited.set_exception(exc or ConnectionError("the server closed the socket"))

    def data_received(self, data: bytes) -> None:
        self._received += data
        if not self._is_open and not self._take_handshake():
            return
        for kind, payload in self._frames():
            if kind == _PING:
                self._send(_PONG, payload)
            elif kind != _BINARY:
                self._fail(f"a frame that begins with {kind:#x}")
            else:
                self._take(payload)

    def _take_handshake(self) -> bool:
        head, end, rest = bytes(self._received).partition(b"\r\n\r\n")
        if not end:
            return False
        self._received[:] = rest
        self._is_open = head.startswith(b"HTTP/1.1 101 ")
        if self._is_open:
            self._awaited.set_result(Answer(0.0, b""))
        else:
            self._fail(head.decode("latin-1"))
        return self._is_open

    def _frames(self) -> Iterator[tuple[int, bytes]]:
        """The whole frames that have come; none is masked, and none is in parts."""
        received, at = self._received, 0
        while len(received) >= at + 2:
            start, length = at + 2, received[at + 1]
            if length >= 126:
                start += 2 if length == 126 else 8
                length = int.from_bytes(received[at + 2 : start], "big")
            # Of a length that has come in part the start alone is beyond what is here.
            if len(received) < start + length:
                break
            yield received[at], bytes(received[start : start + length])
            at = start + length
        del received[:at]

    def _take(self, payload: bytes) -> None:
        self._content.append(payload)
        if len(payload) > _LONGEST_END:
            return
        message = ForwardMsg.FromString(payload)
        if message.WhichOneof("type") != "script_finished" or self._awaited.done():
            return
        if message.script_finished != ForwardMsg.FINISHED_SUCCESSFULLY:
            self._fail(f"a run that ended with status {message.script_finished}")
            return
        seconds = time.perf_counter() - self._asked_at
        self._awaited.set_result(Answer(seconds, b"".join(self._content)))

    def _send(self, kind: int, payload: bytes) -> None:
        """One masked frame; the mask is zeros, which leave what they mask as it is."""
        size = len(payload)
        length = bytes([0x80 | size]) if size < 126 else b"\xfe" + size.to_bytes(2, "big")
        self._transport.write(bytes([kind]) + length + b"\0\0\0\0" + payload)

    def _fail(self, reason: str) -> None:
        if not self._awaited.done():
            self._awaited.set_exception(RuntimeError(f"The server sent {reason}"))
        self._transport.abort()


async def open_wire(url: str, cookies: Mapping[str, str | None]) -> Wire:
    """Connect with the cookies of a browser that has signed in."""
    address = urlsplit(url)
    cookie = "; ".join(f"{name}={value}" for name, value in cookies.items())
    handshake = _HANDSHAKE.format(host=address.netloc, cookie=cookie).encode("latin-1")
    loop = asyncio.get_running_loop()
    _, wire = await loop.create_connection(lambda: Wire(handshake), address.hostname, address.port)
    await wire.opened()
    return wire
