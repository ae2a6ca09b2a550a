"""One person's page in four looks at once: light and dark, on a desk and on a phone.

``four_looks``  the tabs, as tall as what they show, so that a picture holds all of a surface
``Look``        one of them: its name and its tab
``faults``      what is wrong with how a surface is drawn (``faults.js`` says what is looked for)
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page

OUTPUT = Path("test-output")
LOOKS = {
    "desk-light": (1280, "light"),
    "desk-dark": (1280, "dark"),
    "phone-light": (390, "light"),
    "phone-dark": (390, "dark"),
}
# A dialog scrolls inside itself, and a picture of it would end where the screen does.
WHOLE = "form.dialog { max-height: none !important; animation: none !important; }"
FAULTS = (Path(__file__).parent / "faults.js").read_text(encoding="utf-8")


@dataclass(frozen=True)
class Look:
    """A tab in one look."""

    name: str
    tab: Page

    @property
    def dialog(self) -> Locator:
        """The window on top."""
        return self.tab.locator("form.dialog").last

    def shot(self, name: str, *surfaces: Locator) -> None:
        """Leaves a picture of surfaces that stand under one another."""
        boxes = [box for one in surfaces if (box := one.bounding_box())]
        top = min(box["y"] for box in boxes)
        clip = {
            "x": 0,
            "y": top,
            "width": self.tab.viewport_size["width"],
            "height": max(box["y"] + box["height"] for box in boxes) - top,
        }
        OUTPUT.mkdir(exist_ok=True)
        self.tab.screenshot(path=OUTPUT / f"iop-{name}-{self.name}.png", clip=clip)


@contextmanager
def four_looks(browser: Browser, address: str, height: int = 3400) -> Iterator[list[Look]]:
    """The page at ``address`` in all looks, ``height`` px tall.

    A script that failed on the page fails the test.
    """
    looks, complaints = [], list[str]()
    for name, (width, scheme) in LOOKS.items():
        context = browser.new_context(
            locale="en-GB",
            viewport={"width": width, "height": height},
            color_scheme=scheme,
            bypass_csp=True,  # for the style below; that the page keeps to it is tested elsewhere
        )
        context.set_default_timeout(15_000)
        tab = context.new_page()
        tab.on("pageerror", lambda error: complaints.append(str(error)))
        tab.goto(address)
        tab.locator("#top").wait_for()
        tab.add_style_tag(content=WHOLE)
        looks.append(Look(name, tab))
    yield looks
    for look in looks:
        look.tab.context.close()
    assert complaints == []


def faults(surface: Locator, *, wraps: bool = False, help_shown: bool = True) -> list[str]:
    """What is wrong with how a surface is drawn; empty when nothing is.

    ``wraps`` lets monospaced lines wrap; ``help_shown`` asks for the way to help.
    """
    return list(surface.evaluate(FAULTS, {"wraps": wraps, "help": help_shown}))
