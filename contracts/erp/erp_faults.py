"""Why a file of the ERP was refused before a line of it could be read."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

from django.conf import settings
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from contracts.models import ErpFile

# What no text holds in any encoding; zeros stand in that of UTF-16.
_BINARY = re.compile(rb"[\x01-\x08\x0e-\x1a\x1c-\x1f]")


class Fault(TextChoices):
    """What is wrong with the file as a whole, and what to do."""

    TOO_LARGE = "too_large", _("Le fichier dépasse la taille permise\u00a0: envoyez-le en plusieurs fois.")
    NO_FILE = (
        "no_file",
        _("Ce n’est pas un fichier ordinaire mais un lien\u00a0: déposez le fichier lui-même."),
    )
    OTHER_KIND = (
        "other_kind",
        _("Ce n’est ni un CSV ni un classeur Excel (.xlsx)\u00a0: exportez-le dans l’un de ces formats."),
    )
    UNREADABLE = "unreadable", _("Le serveur n’a pas le droit de lire ce fichier\u00a0: corrigez ses droits.")
    GIVEN_UP = (
        "given_up",
        _("Le traitement a échoué plusieurs fois sans rien appliquer\u00a0: prévenez l’administrateur."),
    )


def report(fault: Fault) -> dict[str, Any]:
    """What `ErpFile.report` holds in place of a report on lines."""
    return {"fault": fault.value}


def fault_of(file: ErpFile) -> Fault | None:
    """The fault for which the file was refused; None when its lines were read."""
    value = (file.report or {}).get("fault")
    return Fault(value) if value in Fault.values else None


def kind_fault(content: bytes) -> Fault | None:
    """The fault of content of another kind, whatever its name says: archives without a workbook, what is no text."""
    if content.startswith(b"PK\x03\x04"):
        return None if _holds_workbook(content) else Fault.OTHER_KIND
    return Fault.OTHER_KIND if content.startswith(b"%PDF") or _BINARY.search(content[:8192]) else None


def _holds_workbook(content: bytes) -> bool:
    """Whether an archive is a workbook; one that is damaged passes, and the reader of lines says so."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return "xl/workbook.xml" in archive.namelist()
    except zipfile.BadZipFile:
        return True


def size_fault(size: int) -> Fault | None:
    """The fault of a file of `size` bytes, when there is one."""
    return Fault.TOO_LARGE if size > settings.ERP_FILE_MAX_BYTES else None
