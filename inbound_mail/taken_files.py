"""The attachments of a mail as files of a ticket: which are taken, and what is said of the others.

A file is never the reason to refuse a mail: what is over the limits, or holds a virus, stays in the raw mail, and the
message says so. A scanner that does not answer holds up no mail either: the file stays there too.
"""

from __future__ import annotations

from pathlib import PurePath

from django.conf import settings
from django.utils.translation import gettext as _

from inbound_mail.parsed import ParsedMail
from tickets import files
from tickets.files import FileRefused, NewFile, NotScanned
from tickets.models import AttachmentCategory

# What firewalls, switches and access points call the export of their configuration: it holds secrets, and is encrypted.
CONFIGURATION_SUFFIXES = {".conf", ".cfg", ".config", ".na", ".backup", ".bak", ".ucs"}


def taken(parsed: ParsedMail) -> tuple[list[NewFile], list[str]]:
    """The files that a ticket takes, and one sentence for each that it does not."""
    accepted: list[NewFile] = []
    sentences: list[str] = []
    # Pictures inside the text (logos of signatures, often) give way to real attachments when there are too many.
    for attachment in sorted(parsed.attachments, key=lambda each: each.inline):
        if len(accepted) >= settings.ATTACHMENTS_PER_MESSAGE:
            sentences.append(_("«\u00a0%(name)s\u00a0»\u00a0: trop de fichiers.") % {"name": attachment.name})
            continue
        try:
            files.check_one(attachment.name, attachment.size)
            files.check_clean(attachment.name, attachment.content)
        except NotScanned:  # nobody reads the thread to try again: an engineer opens the mail
            sentences.append(
                _(
                    "«\u00a0%(name)s\u00a0»\u00a0: l’antivirus ne répondait pas, le fichier reste dans le mail."
                )
                % {"name": attachment.name}
            )
            continue
        except FileRefused as refused:
            sentences.append(str(refused))
            continue
        accepted.append(
            NewFile(
                attachment.name,
                attachment.content,
                _category(attachment.name),
                content_id=attachment.content_id,
                inline=attachment.inline,
            )
        )
    return accepted, sentences


def holds_backup(parsed: ParsedMail) -> bool:
    """Whether a configuration backup came with the mail, taken as a file of the ticket or not."""
    return any(_category(file.name) == AttachmentCategory.CONFIGURATION for file in parsed.attachments)


def _category(name: str) -> str:
    configuration = PurePath(name.lower()).suffix in CONFIGURATION_SUFFIXES
    return AttachmentCategory.CONFIGURATION if configuration else AttachmentCategory.OTHER
