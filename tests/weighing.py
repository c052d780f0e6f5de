"""How much a page weighs over the wire."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

from django.contrib.staticfiles import finders

_LOADED = re.compile(r'(?:src|href)="/?static/([^"?#]+\.(?:css|js|svg|png|woff2))')


def weight(html: str) -> int:
    """The page as it is sent, and what it loads as it is sent: compressed once and kept by the browser."""
    loaded = set(_LOADED.findall(html))
    assert loaded, "no style sheet was found in the page"
    sizes = [len(gzip.compress(Path(str(finders.find(name))).read_bytes())) for name in loaded]
    return len(html.encode()) + sum(sizes)
