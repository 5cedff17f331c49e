"""One page in a browser: how it is set up, opened, reloaded, told and touched."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from mixer.web.devtools import Answered, Devtools, Value
from mixer.web.keys import calls_of

CLEAR = {"r": 0, "g": 0, "b": 0, "a": 0}
BLANK = "about:blank"
ABORTED, TRIES = "ERR_ABORTED", 5
SCHEMES = ("http://", "https://")
INNER = ("about:", "blob:", "data:")  # a page makes such documents of its own


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a page is shown on: its size in CSS pixels, how much larger than that it is drawn, and with which styles."""

    width: int
    height: int
    zoom: float = 1.0
    css: str = ""
    transparent: bool = False

    @property
    def styles(self) -> str:
        """What is added to the page's own."""
        return (f":root {{ zoom: {self.zoom:g}; }}\n" if self.zoom != 1 else "") + self.css


Ask = Callable[..., Value]
"""(method, session, **parameters) → the answer, waited for."""


class Page:
    """Drives the one page of a browser. What happens to it is told to its owner, who hears the browser."""

    def __init__(self, devtools: Devtools, sheet: Sheet) -> None:
        self.sheet, self.target, self.session = sheet, "", ""
        self._devtools = devtools

    def attach(self, ask: Ask) -> None:
        """Take the browser's first page and set it up. Raises BrowserGone."""
        pages = [one for one in ask("Target.getTargets")["targetInfos"] if one["type"] == "page"]
        self.target = pages[0]["targetId"] if pages else ask("Target.createTarget", url=BLANK)["targetId"]
        self.session = ask("Target.attachToTarget", targetId=self.target, flatten=True)["sessionId"]
        ask("Browser.setDownloadBehavior", behavior="deny")
        ask("Target.setDiscoverTargets", discover=True, filter=[{"type": "page"}])
        self.set_up()

    def set_up(self) -> None:
        """Be told what happens to it, and lay it out as its sheet says. Done again it changes nothing.

        What is asked while a browser's first, blank page comes may be lost, so it is asked again once another is there.
        """
        for domain in ("Page", "Inspector"):
            self.call(f"{domain}.enable")
        self.call("Page.setInterceptFileChooserDialog", enabled=True)
        sheet = self.sheet
        self.call(
            "Emulation.setDeviceMetricsOverride",
            width=sheet.width, height=sheet.height, deviceScaleFactor=1, mobile=False,
        )  # fmt: skip
        if sheet.transparent:
            self.call("Emulation.setDefaultBackgroundColorOverride", color=CLEAR)
        if sheet.styles:
            self.call("Page.addScriptToEvaluateOnNewDocument", source=styling(sheet.styles))

    def dress(self) -> None:
        """Add the operator's styles to the document that is there, where that has not happened yet."""
        if self.sheet.styles:
            self.run(styling(self.sheet.styles))

    def call(self, method: str, answered: Answered | None = None, **parameters: Any) -> None:
        self._devtools.call(method, self.session, answered, **parameters)

    def go(self, url: str, answered: Answered, tries: int = TRIES) -> None:
        """Open an address."""

        def went(answer: Value) -> None:
            if ABORTED in answer.get("errorText", "") and tries > 1:  # by the blank page that a browser begins with
                self.go(url, answered, tries - 1)
            else:
                answered(answer)

        self.call("Page.navigate", went, url=url)

    def reload(self) -> None:
        """Open it anew, whatever its scripts are doing."""
        self.call("Runtime.terminateExecution")
        self.call("Page.reload", ignoreCache=True)

    def run(self, script: str, answered: Answered | None = None) -> None:
        """Evaluate an expression; nothing that it does is waited for."""
        self.call("Runtime.evaluate", answered, expression=script, returnByValue=True, silent=True)

    def tell(self, overlay: Value) -> None:
        """Give an overlay's state and live fields to the page."""
        self.run(telling(overlay))

    def touch(self, events: Any) -> None:
        """Move, click and type as these events say."""
        for method, parameters in calls_of(events, self.sheet.width, self.sheet.height):
            self.call(method, **parameters)

    def refuse(self, method: str, parameters: Value) -> None:
        """Answer what a page asks of people, and close what it opens beside itself."""
        if method == "Page.javascriptDialogOpening":
            self.call("Page.handleJavaScriptDialog", accept=parameters.get("type") == "beforeunload")
        elif method == "Target.targetCreated":
            info = parameters.get("targetInfo", {})
            if info.get("type") == "page" and info.get("targetId") != self.target:
                self._devtools.call("Target.closeTarget", targetId=info["targetId"])


def may_show(url: str) -> bool:
    """Whether a page may be there: nothing of the machine's own files or of the browser's inside."""
    return url.startswith((*SCHEMES, *INNER))


def styling(css: str) -> str:
    """A script that adds styles once; constructed ones, which no page's policy forbids."""
    return (
        "(() => { const added = Symbol.for('tally.styles'); if (document[added]) return; document[added] = true;"
        " const sheet = new CSSStyleSheet();"
        f" sheet.replaceSync({json.dumps(css)});"
        " document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet]; })()"
    )


def telling(overlay: Value) -> str:
    """A script that hands an overlay's state to a page: to our adapter, to `update`, and as an event."""
    state, fields = json.dumps(json.dumps(overlay)), json.dumps(json.dumps(overlay.get("fields", {})))
    return (
        f"(() => {{ const state = {state}, fields = {fields};"
        " if (typeof window.tally === 'function') { window.tally(state); return; }"
        " if (typeof window.update === 'function') window.update(fields);"
        " window.dispatchEvent(new CustomEvent('tally:fields', { detail: JSON.parse(fields) })); })()"
    )
