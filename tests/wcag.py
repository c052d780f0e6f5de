"""Pages in a browser against WCAG 2.2 AA."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

WCAG = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
# Colours on their way from one theme to the other are nobody's; what goes on for ever has no end to wait for.
_COLOURS_ARRIVED = """Promise.allSettled(
  document.getAnimations().filter(each => each instanceof CSSTransition).map(each => each.finished)
)"""


def violations(page: Page) -> list[str]:
    """What axe finds on the page as it stands, once its colours have arrived."""
    page.evaluate(_COLOURS_ARRIVED)
    found = Axe().run(page, options=WCAG).response["violations"]
    return [f"{each['id']}: {node['html'][:200]}" for each in found for node in each["nodes"]]
