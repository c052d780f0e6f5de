"""What rests encrypted: bytes on disk, secrets in a row."""

from __future__ import annotations

import base64
import hashlib

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings


def encrypt(content: bytes) -> bytes:
    """The bytes as they rest on disk or in a row, under the first of `ATTACHMENT_KEYS`."""
    return _cipher().encrypt(content)


def decrypt(stored: bytes) -> bytes:
    """The bytes that `encrypt` made, under whichever of `ATTACHMENT_KEYS` it was."""
    return _cipher().decrypt(stored)


def _cipher() -> MultiFernet:
    keys = [
        base64.urlsafe_b64encode(hashlib.sha256(key.encode()).digest()) for key in settings.ATTACHMENT_KEYS
    ]
    return MultiFernet([Fernet(key) for key in keys])
