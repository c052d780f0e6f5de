"""The sentences that users read: French in the code and the templates, English in locale/en.

`python -m cst.messages update` collects every sentence into the catalogues and compiles them;
`python -m cst.messages check` fails, naming each one, when a sentence has no English or hides in an f-string, when the
placeholders of the two languages differ, or when the compiled files are stale. Babel does both, so no gettext is needed
on the machine. The French catalogue holds plurals only: French counts 0 as one, gettext's default does not.
"""

from __future__ import annotations

import ast
import io
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract as extract_from
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
PO = {language: ROOT / "locale" / language / "LC_MESSAGES" / "django.po" for language in ("en", "fr")}
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
_PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|%[sd]")


def _files() -> Iterator[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.py", "*.html", "*.txt"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    for name in sorted(listed.stdout.splitlines()):
        folder = name.partition("/")[0]
        ours = folder not in {"tests", "docs", "requirements", "locale"} and (ROOT / name).exists()
        if ours and (name.endswith(".py") or folder == "templates"):
            yield ROOT / name


def _source(path: Path) -> str:
    """What the Python extractor reads: the file itself, or a template turned into calls, without indentation."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        return text
    return "\n".join(line.lstrip() for line in str(templatize(text, origin=str(path))).splitlines())


def extract() -> Catalog:
    """Every sentence of the code and the templates, with the file it stands in."""
    catalog = Catalog(charset="utf-8")
    for path in _files():
        source = io.BytesIO(_source(path).encode())
        found = extract_from("python", source, keywords=KEYWORDS, options={"encoding": "utf-8"})
        for _line, message_id, _comments, context in found:
            catalog.add(message_id, locations=[(str(path.relative_to(ROOT)), 0)], context=context)
    return catalog


def _hidden_sentences() -> Iterator[str]:
    """Sentences within an f-string, which no extractor finds."""
    for path in _files():
        if path.suffix == ".py":
            tree = ast.parse(path.read_text(encoding="utf-8"))
            strings = (node for node in ast.walk(tree) if isinstance(node, ast.JoinedStr))
            calls = (call for string in strings for call in ast.walk(string) if isinstance(call, ast.Call))
            for call in calls:
                if isinstance(call.func, ast.Name) and call.func.id in KEYWORDS:
                    yield f"within an f-string: {path.relative_to(ROOT)}:{call.lineno}"


def _stored(language: str) -> Catalog:
    if not PO[language].exists():
        return Catalog(locale=language, charset="utf-8")
    with PO[language].open("rb") as file:
        return read_po(file, locale=language)


def _merged(language: str, template: Catalog) -> Catalog:
    """The stored translations of the sentences that exist now; those of sentences gone are dropped."""
    stored, merged = _stored(language), Catalog(locale=language, charset="utf-8", fuzzy=False)
    for message in template:
        if not message.id or (language == "fr" and not message.pluralizable):
            continue
        known = stored.get(message.id, message.context)
        string = (
            message.id
            if language == "fr"
            else (known.string if known else ("", "") if message.pluralizable else "")
        )
        merged.add(message.id, string, locations=sorted(set(message.locations)), context=message.context)
    return merged


def _po_bytes(catalog: Catalog) -> bytes:
    catalog.header_comment = ""
    out = io.BytesIO()
    write_po(out, catalog, width=100, sort_output=True, omit_header=False, include_lineno=False)
    # Dates would change the file at every run.
    return b"".join(
        line
        for line in out.getvalue().splitlines(keepends=True)
        if not line.startswith(
            (b'"POT-Creation-Date', b'"PO-Revision-Date', b'"Generated-By', b'"Report-Msgid')
        )
    )


def _mo_bytes(catalog: Catalog) -> bytes:
    # The time of compilation would make every file stale a minute later.
    catalog.creation_date = catalog.revision_date = datetime(2026, 1, 1, tzinfo=UTC)
    out = io.BytesIO()
    write_mo(out, catalog)
    return out.getvalue()


def update() -> int:
    template = extract()
    for language, path in PO.items():
        catalog = _merged(language, template)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_po_bytes(catalog))
        path.with_suffix(".mo").write_bytes(_mo_bytes(_stored(language)))
    missing = [message for message in _merged("en", template) if message.id and not _translated(message)]
    print(f"{len(template)} sentences, {len(missing)} without English")
    return 0


def check() -> int:
    problems = list(_problems(extract()))
    for problem in problems:
        print(problem, file=sys.stderr)
    if problems:
        print("Run: python -m cst.messages update, then translate locale/en.", file=sys.stderr)
    return 1 if problems else 0


def _problems(template: Catalog) -> Iterator[str]:
    yield from _hidden_sentences()
    english = _merged("en", template)
    for message in english:
        if not message.id:
            continue
        if not _translated(message):
            yield f"no English: {message.id!r} ({message.locations[0][0]})"
        elif _placeholders(message.id) != _placeholders(message.string):
            yield f"placeholders differ: {message.id!r} → {message.string!r}"
    for language, path in PO.items():
        if not path.exists() or path.read_bytes() != _po_bytes(_merged(language, template)):
            yield f"stale: {path.relative_to(ROOT)}"
        elif path.with_suffix(".mo").read_bytes() != _mo_bytes(_stored(language)):
            yield f"stale: {path.with_suffix('.mo').relative_to(ROOT)}"


def _translated(message: Message) -> bool:
    strings = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
    return all(strings) and not message.fuzzy


def _placeholders(text: object) -> set[str]:
    parts = text if isinstance(text, (tuple, list)) else (text,)
    return {match.group() for part in parts for match in _PLACEHOLDER.finditer(str(part))}


if __name__ == "__main__":
    settings.configure(USE_I18N=True, INSTALLED_APPS=[], TEMPLATES=[])
    if sys.argv[1:] not in (["update"], ["check"]):
        sys.exit("usage: python -m cst.messages update | check")
    sys.exit(update() if sys.argv[1] == "update" else check())
