"""One tab of somebody's browser: what a person does in it, and what must not happen in it."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from urllib.parse import quote, urlsplit

from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import ConsoleMessage, Locator, Page, Response, expect
from playwright.sync_api import Request as Asked

from liaison.locales import Words, words
from liaison.web.navigation import PLACES
from tests.running_app import ROOT

PICTURES = ROOT / "docs" / "screenshots"
_AXE = {"resultTypes": ["violations"]}
KEEP_PICTURES = "LIAISON_KEEP_SCREENSHOTS"

_IDLE = '[data-testid="stApp"][data-test-script-state="notRunning"]'
_UNFINISHED = '[data-stale="true"], [data-testid="stSkeleton"]'
# Streamlit's client, on a page below the first, looks for its server beside the page, too.
_STREAMLIT_LOOKS_AROUND = re.compile(r"/[\w-]+/_stcore/(health|host-config)")

THUMB_PIXELS = 44
# What does not fit: pixels beyond the side, words that are cut, what is too low for a thumb.
_MEASURE = """
(lowest) => {
  const page = document.querySelector('[data-testid="stMain"]') ?? document.documentElement;
  const seen = [...page.querySelectorAll("a[href], button, summary, p, h1, h2, h3")].filter(
    (each) => each.innerText && each.checkVisibility({ visibilityProperty: true }),
  );
  const inner = (each) => [each, ...each.querySelectorAll("span, p")];
  const isCut = (each) =>
    getComputedStyle(each).overflowX === "hidden" && each.scrollWidth > each.clientWidth + 1;
  const isHidden = (each) => each.getBoundingClientRect().width <= 1;
  const isPressed = (each) => each.matches("a[href], button, summary");
  const isLow = (each) => each.getBoundingClientRect().height < lowest - 0.5;
  const texts = (elements) => elements.map((each) => each.innerText.slice(0, 40));
  return {
    beyond: Math.max(0, page.scrollWidth - page.clientWidth),
    cut: texts(seen.filter((each) => inner(each).some((one) => isCut(one) && !isHidden(one)))),
    low: texts(seen.filter((each) => isPressed(each) && isLow(each))),
  };
}
"""


@dataclass(frozen=True)
class Size:
    """The size of a screen, and whether it is tapped with a thumb."""

    name: str
    width: int
    height: int
    is_phone: bool


DESKTOP = Size("desktop", 1280, 800, is_phone=False)
PHONE = Size("phone", 390, 844, is_phone=True)


class Screen:
    """A tab; `language` is what its texts are looked up in, `refusals` the statuses it awaits.

    A tab that is disturbed has its connection cut by the test, and may complain of that.
    """

    def __init__(self, page: Page, url: str, size: Size, language: str) -> None:
        self.page = page
        self.size = size
        self.say: Words = words(language)
        self.taps = 0
        self.refusals: set[int] = set()
        self.is_disturbed = False
        self._url = url
        self._faults: list[str] = []
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self._faults.append(f"script: {error}"))
        page.on("response", self._look_at)
        page.on("requestfailed", self._miss)

    # What a person does

    def open(self, path: str) -> None:
        """Go to an address, as from a bookmark."""
        self.page.goto(self._url + path)

    def open_app(self, path: str = "/") -> None:
        self.open(path)
        self.settle()

    def press(self, target: Locator) -> None:
        """Click, or tap on a phone."""
        self.taps += 1
        if self.size.is_phone:
            target.tap()
        else:
            target.click()

    def press_button(self, name: str, within: Locator | None = None) -> None:
        self.press(self.button(name, within))

    def press_link(self, name: str, within: Locator | None = None) -> None:
        self.press((within or self.page).get_by_role("link", name=name).first)

    def write(self, field: Locator, text: str) -> None:
        """Press a field and type, in place of what stands there."""
        self.press(field)
        field.fill(text)

    def choose(self, key: str, option: str, *, typed: bool = False) -> None:
        """Choose out of the list of a select box, by the box's key; a long list wants typing."""
        box = self.part(key).get_by_role("combobox")
        self.press(box)
        if typed:
            box.fill(option)
        self.press(self.page.get_by_role("option", name=option, exact=True))

    def sign_in(self, name: str, password: str) -> None:
        """Fill in the form of the page that is open."""
        self.write(self.page.locator("#name"), name)
        self.write(self.page.locator("#password"), password)
        self.press_button(self.say("web_frame.sign_in.button"))

    def ask_for(self, path: str) -> None:
        """Go to an address in this screen's language, also as somebody who is not signed in."""
        self.open(f"/language/{self.say.language}?next={quote(path, safe='')}")

    def sign_in_at(self, path: str, name: str, password: str) -> None:
        """Ask for a page, be sent to sign in, arrive at the page."""
        self.ask_for(path)
        self.sign_in(name, password)
        self.settle()

    def go(self, place: str) -> None:
        """Go to a page by the navigation: the bar or the menu of a phone, the side of a desk."""
        name = self.say(f"web_frame.navigation.{place}")
        is_in_bar = next(each.in_bar for each in PLACES if each.key == place)
        if self.size.is_phone and is_in_bar:
            short = self.say(f"web_frame.navigation_short.{place}")
            label = self.page.get_by_text(short, exact=True)
            self.press(self._bar().get_by_role("link").filter(has=label))
        else:
            if self.size.is_phone:
                self.press(self.page.get_by_test_id("stExpandSidebarButton"))
            side = self.page.get_by_test_id("stSidebarNav")
            self.press(side.get_by_role("link", name=name, exact=True))
        self.arrives(name)

    def arrives(self, title: str) -> None:
        """Wait for the page of a title, and until it is complete."""
        self.sees_title(title)
        self.settle()

    def _bar(self) -> Locator:
        return self.page.locator(".st-key-phone-bar, .st-key-phone-bar-all")

    def download(self, link: Locator) -> tuple[str, bytes]:
        """Press a link that gives a file: the name and the content that arrived."""
        with self.page.expect_download() as arriving:
            self.press(link)
        return arriving.value.suggested_filename, Path(arriving.value.path()).read_bytes()

    # What a person sees

    def button(self, name: str, within: Locator | None = None) -> Locator:
        return (within or self.page).get_by_role("button", name=name).first

    def part(self, key: str) -> Locator:
        """A container or widget by the key that its page gave it."""
        return self.page.locator(f".st-key-{key}").first

    def dialog(self) -> Locator:
        return self.page.get_by_role("dialog")

    def sees(self, text: str | re.Pattern[str], within: Locator | None = None) -> None:
        expect((within or self.page).get_by_text(text).filter(visible=True).first).to_be_visible()

    def sees_title(self, text: str) -> None:
        expect(self.page.get_by_role("heading", level=1, name=text, exact=True)).to_be_visible()

    def sees_notice(self, text: str) -> None:
        """The line at the foot of the page that says what was saved."""
        expect(self.page.get_by_role("status").filter(has_text=text)).to_be_visible()

    def sees_frame(self) -> None:
        """The navigation and who is signed in."""
        expect(self.page.locator(".frame-header")).to_be_visible()
        if self.size.is_phone:
            expect(self._bar()).to_be_visible()
        else:
            expect(self.page.get_by_test_id("stSidebarNav")).to_be_visible()

    def settle(self) -> None:
        """Wait until Streamlit has nothing left to do."""
        expect(self.page.get_by_test_id("stApp").locator("h1").first).to_be_visible()
        expect(self.page.locator(_IDLE)).to_be_visible()
        expect(self.page.locator(_UNFINISHED)).to_have_count(0)

    # What must hold

    def fits(self) -> None:
        """Nothing is cut off, and on a phone a thumb can hit whatever it can press."""
        found = self.page.evaluate(_MEASURE, THUMB_PIXELS if self.size.is_phone else 0)
        assert not any(found.values()), f"{self.page.url}: {found}"

    def is_accessible(self) -> None:
        """Everybody can use it, as far as axe-core can tell: no serious fault, nor a worse one."""
        found = Axe().run(self.page, options=_AXE).response["violations"]
        grave = [
            f"{each['id']}: {node['target']} {node['html'][:200]}"
            for each in found
            if each["impact"] in ("serious", "critical")
            for node in each["nodes"]
        ]
        assert not grave, f"{self.page.url}: {grave}"

    def faults(self) -> list[str]:
        """What went wrong in this tab so far."""
        return self._faults + [f"message: {text}" for text in self._breakdowns()]

    def picture(self, name: str, folder: Path) -> None:
        """Keep what the screen shows, in the documentation where that is asked for."""
        file = f"{name}-{self.size.name}-{self.say.language}.png"
        place = PICTURES if os.environ.get(KEEP_PICTURES) == "1" else folder
        shown = Image.open(BytesIO(self.page.screenshot(animations="disabled")))
        place.mkdir(parents=True, exist_ok=True)
        small = shown.convert("RGB").quantize(256, Image.Quantize.MAXCOVERAGE)
        small.save(place / file, optimize=True)

    def _breakdowns(self) -> list[str]:
        if self.page.is_closed():
            return []
        opening = self.say("errors.something_wrong", number="#").split("#")[0]
        return self.page.get_by_text(opening).all_inner_texts()

    def _is_ours(self, url: str) -> bool:
        return urlsplit(url).netloc == urlsplit(self._url).netloc

    def _hear(self, message: ConsoleMessage) -> None:
        # The browser's own line on a failed request adds nothing to what `_look_at` tells.
        if self.is_disturbed:
            return
        if message.type == "error" and "Failed to load resource" not in message.text:
            self._faults.append(f"console: {message.text}")

    def _look_at(self, response: Response) -> None:
        path = urlsplit(response.url).path
        if response.status < 400 or not self._is_ours(response.url):
            return
        if response.status not in self.refusals and not _STREAMLIT_LOOKS_AROUND.fullmatch(path):
            self._faults.append(f"{response.status} {path}")

    def _miss(self, request: Asked) -> None:
        # A page that is left and a download both count as aborted.
        if self.is_disturbed:
            return
        if self._is_ours(request.url) and request.failure != "net::ERR_ABORTED":
            self._faults.append(f"{request.failure} {request.url}")


Visit = Callable[..., Screen]
