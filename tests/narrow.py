"""Pages on a narrow phone."""

from __future__ import annotations

from playwright.sync_api import Page

# Two frames later the page is laid out for the window that it has now.
_LAID_OUT = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"


def sideways(page: Page) -> int:
    """How many pixels of the page that is open stick out of a window of 320 (WCAG 1.4.10)."""
    page.set_viewport_size({"width": 320, "height": 700})
    page.evaluate(_LAID_OUT)
    return int(page.evaluate("document.documentElement.scrollWidth - 320"))
