"""The real mails that tests read: ../shared/corpus beside the repository, or the folder that CORPUS_DIR names."""

import os
import random
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from inbound_mail.sources.files import FoundMail, read_paths

MAIL_FOLDERS = ("mikel-mail", "enmime", "mime4j", "flanker")
_TOKENS = (
    b"\x00",
    b"\r",
    b"\n\n",
    b"=?utf-8?B?",
    b"=?iso-2022-jp?Q?=1B$B?=",
    b"Content-Type: multipart/mixed; boundary=x\n",
    b"Content-Type: message/rfc822\n\n",
    b"Content-Transfer-Encoding: base64\n",
    b"Content-Disposition: attachment; filename*0*=utf-7''+2D3YAA-\n",
    b"--",
    b"<" * 40,
    b"(" * 200,
    b'"',
    b";" * 50,
    b"\xff\xfe",
    b"> ",
    b"Date: Thu, 99 Foo 99999 99:99:99 +9999\n",
)


def corpus_dir() -> Path:
    """The folder of the corpus; a test that needs it fails with this sentence where it is missing."""
    beside = Path(__file__).resolve().parents[3] / "shared" / "corpus"
    folder = Path(os.environ.get("CORPUS_DIR", beside))
    if not folder.is_dir():
        raise AssertionError(
            f"The mail corpus is not at {folder}: set CORPUS_DIR to the folder that holds it."
        )
    return folder


@cache
def corpus_mails() -> tuple[FoundMail, ...]:
    """Every message of the four mail folders."""
    return tuple(read_paths([str(corpus_dir() / name) for name in MAIL_FOLDERS]))


def corpus_mail(name: str) -> bytes:
    """The raw bytes of one message, by "folder/file"."""
    return (corpus_dir() / name).read_bytes()


def mutants(count: int, seed: int) -> Iterator[bytes]:
    """Damaged mails, the same ones for the same seed: flipped bits, cuts, doubled headers, foreign pieces."""
    chance = random.Random(seed)
    originals = [mail.raw for mail in corpus_mails() if mail.raw]
    for _ in range(count):
        data = bytearray(chance.choice(originals))
        for _ in range(chance.randint(1, 4)):
            _damage(data, chance, originals)
        yield bytes(data)


def _damage(data: bytearray, chance: random.Random, originals: list[bytes]) -> None:
    # Most damage goes to the first kilobytes, where headers and structure stand.
    place = chance.randrange(min(len(data), chance.choice((500, 5_000, 500_000))) or 1)
    kind = chance.randrange(6)
    if kind == 0:
        for _ in range(chance.randint(1, 30)):
            at = chance.randrange(len(data) or 1)
            data[at : at + 1] = bytes([data[at] ^ (1 << chance.randrange(8))]) if data else b""
    elif kind == 1:
        del data[place : place + chance.choice((1, 20, 400, 5_000, 10_000_000))]
    elif kind == 2:
        lines = bytes(data).split(b"\n")
        line = chance.choice(lines[:40])
        lines[chance.randrange(len(lines)) : 0] = [line] * chance.choice((1, 3, 50))
        data[:] = b"\n".join(lines)
    elif kind == 3:
        data[place:place] = chance.choice(_TOKENS) * chance.choice((1, 2, 30))
    elif kind == 4:
        other = chance.choice(originals)
        start = chance.randrange(len(other))
        data[place:place] = other[start : start + chance.choice((50, 2_000, 50_000))]
    else:
        data[place:] = bytes(data[place:]).replace(
            *chance.choice(((b"\r\n", b"\n"), (b"\n", b"\r"), (b"; ", b";\n")))
        )
