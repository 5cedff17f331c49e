"""axe on a page: what it finds against the accessibility guidelines, one line each."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from playwright.sync_api import Page

SOURCE = Path(__file__).resolve().parents[1] / "node_modules/axe-core/axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = """async ([within, tags, off]) => {
    const rules = Object.fromEntries(off.map((one) => [one, { enabled: false }]));
    const options = { runOnly: { type: 'tag', values: tags }, rules, resultTypes: ['violations'] };
    const { violations } = await axe.run(within, options);
    return violations.flatMap(({ id, nodes }) => nodes.map((one) =>
        [id, one.target.flat().join(' '), ...one.any.concat(one.all, one.none).map((why) => why.message)].join(' ')));
}"""


@cache
def source() -> str:
    return SOURCE.read_text()


def violations(page: Page, within: str = ":root", off: tuple[str, ...] = ()) -> list[str]:
    """What is wrong with all that stands inside of `within`; `off` are rules that say nothing there."""
    if not page.evaluate("'axe' in globalThis"):
        page.evaluate(source())
    page.evaluate("Promise.all(document.getAnimations().map((one) => one.finished.catch(() => {})))")
    found: list[str] = page.evaluate(RUN, [within, TAGS, list(off)])
    return found
