"""An officer at work: what one of many sessions asks for next, and whether that is what came."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from streamlit.proto.BackMsg_pb2 import BackMsg

from bench.wire import Wire

# In hundredths: a list or an enterprise, by turns as chance has it, and what is left is a save.
_LIST, _ENTERPRISE = 45, 45
_ONE_TAP = re.compile(rb"\$\$ID-[0-9a-f]{32}-(?:done|in_progress)-\d+")
_CHIPS = ("", "", "chip=overdue", "chip=to_visit")


@dataclass
class Officer:
    """`names` are those of the officer's enterprises by id; `saves` counts the presses."""

    url: str
    wire: Wire
    names: Mapping[int, str]
    rng: Random
    saves: int = 0
    _button: str | None = None

    async def next(self) -> float:
        """Do one thing; the seconds until it was shown."""
        draw = self.rng.randrange(100)
        if draw < _LIST:
            return await self.open_list(self.rng.choice(_CHIPS))
        if draw >= _LIST + _ENTERPRISE and self._button is not None:
            return await self._save()
        return await self._open_enterprise()

    async def open_list(self, query: str = "") -> float:
        message = self._asking("", query)
        return await self._list(message)

    async def _save(self) -> float:
        """Press the first button of the list, which sets a measure in one tap."""
        message = self._asking("", "")
        pressed = message.rerun_script.widget_states.widgets.add()
        pressed.id, pressed.trigger_value = self._button or "", True
        self.saves += 1
        return await self._list(message)

    async def _list(self, message: BackMsg) -> float:
        answer = await self.wire.answer(message.SerializeToString())
        assert b"own-tools" in answer.content, "this is not the list"
        found = _ONE_TAP.search(answer.content)
        self._button = found[0].decode() if found else None
        return answer.seconds

    async def _open_enterprise(self) -> float:
        number, name = self.rng.choice(sorted(self.names.items()))
        message = self._asking("enterprise", f"id={number}")
        answer = await self.wire.answer(message.SerializeToString())
        assert name.encode() in answer.content, f"this is not the page of {name}"
        self._button = None
        return answer.seconds

    def _asking(self, page: str, query: str) -> BackMsg:
        message = BackMsg()
        message.rerun_script.page_name = page
        message.rerun_script.query_string = query
        message.rerun_script.context_info.url = f"{self.url}/{page}"
        return message
