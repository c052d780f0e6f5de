"""`manage.py parse_mail`: what is read in a mail (docs/rules/reading-mail.md). Writes nothing, needs no database."""

import json
from argparse import SUPPRESS, ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from inbound_mail.management.piping import until_reader_leaves
from inbound_mail.parsed import ParsedMail
from inbound_mail.parsing import parse
from inbound_mail.sources.files import MissingPathError, read_paths
from sla.wording import PARIS


class Command(BaseCommand):
    """Read messages and print what was understood, one per line with --json."""

    help = "Lit des messages (fichiers, dossiers, mbox, Maildir, - pour l’entrée standard) et montre ce qui y est lu."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The paths, and the form of the output."""
        # A wrong call is told in one line; --help still lists the options.
        parser.usage = SUPPRESS
        parser.add_argument("--json", action="store_true", help="Un objet JSON par ligne.")
        parser.add_argument("paths", nargs="+", metavar="CHEMIN")

    def handle(self, *args: object, **options: Any) -> None:
        """Print every message; a path that cannot be read ends with status 2 before anything is printed."""
        try:
            found = read_paths(options["paths"])
        except MissingPathError as error:
            raise CommandError(str(error), returncode=2) from error
        with until_reader_leaves():
            for mail in found:
                parsed = parse(mail.raw)
                if options["json"]:
                    self.stdout.write(json.dumps(as_json(mail.source, parsed), ensure_ascii=False))
                else:
                    self.stdout.write(as_summary(mail.source, parsed))


def as_json(source: str, parsed: ParsedMail) -> dict[str, Any]:
    """The documented line: absent values are null, dates stand in Europe/Paris with their offset."""
    bounce = parsed.bounce
    return {
        "source": source,
        "message_id": parsed.message_id or None,
        "from": parsed.from_.address or None,
        "to": [address.address for address in parsed.to],
        "cc": [address.address for address in parsed.cc],
        "subject": parsed.subject,
        "date": _paris(parsed.date),
        "text": parsed.text,
        "reply": parsed.reply,
        "html": parsed.html,
        "attachments": [
            {"name": file.name, "type": file.content_type, "size": file.size, "sha256": file.sha256}
            for file in parsed.attachments
        ],
        "automatic": parsed.automatic,
        "bounce": bounce
        and {
            "recipients": list(bounce.recipients),
            "permanent": bounce.permanent,
            "status": bounce.status or None,
        },
    }


def _paris(moment: datetime | None) -> str | None:
    return moment.astimezone(PARIS).isoformat() if moment else None


def as_summary(source: str, parsed: ParsedMail) -> str:
    """A few lines for a person at a terminal."""
    lines = [
        f"{source}",
        f"  De\u00a0: {parsed.from_.address or '(illisible)'}",
        f"  Objet\u00a0: {parsed.subject or '(sans objet)'}",
        f"  Date\u00a0: {_paris(parsed.date) or '(illisible)'}",
        f"  Nature\u00a0: {parsed.automatic} {', '.join(parsed.automatic_reasons)}".rstrip(),
        f"  Pièces jointes\u00a0: {', '.join(file.name for file in parsed.attachments) or 'aucune'}",
    ]
    if parsed.defects:
        lines.append(f"  Anomalies\u00a0: {', '.join(parsed.defects)}")
    lines += ["", *(f"    {line}" for line in parsed.reply.split("\n")), ""]
    return "\n".join(lines)
