"""`manage.py ingest_mail`: real mail through the worker's own intake and processing (docs/rules/mail.md)."""

import json
import sys
from argparse import SUPPRESS, ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from inbound_mail import intake, processing
from inbound_mail.charsets import clean_line
from inbound_mail.management.piping import until_reader_leaves
from inbound_mail.models import InboundMail, Status
from inbound_mail.reasons import sentence
from inbound_mail.sources.files import FoundMail, MissingPathError, read_paths


class Command(BaseCommand):
    """Store and process messages, and print what became of each, one per line."""

    help = (
        "Fait entrer des messages (fichiers, dossiers, mbox, Maildir, - pour l’entrée standard) "
        "comme s’ils arrivaient par la messagerie, et dit ce que chacun est devenu."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The paths, and the form of the output."""
        # A wrong call is told in one line; --help still lists the options.
        parser.usage = SUPPRESS
        parser.add_argument("--json", action="store_true", help="Un objet JSON par ligne.")
        parser.add_argument("paths", nargs="+", metavar="CHEMIN")

    def handle(self, *args: object, **options: Any) -> None:
        """Ingest every message; a path that cannot be read ends with status 2 before anything is stored.

        A reader that leaves (`| head`) ends it after the mail at hand, which stays stored.
        """
        try:
            found = read_paths(options["paths"])
        except MissingPathError as error:
            raise CommandError(str(error), returncode=2) from error
        shown = as_json if options["json"] else as_line
        count = 0
        with until_reader_leaves():
            for count, each in enumerate(found, start=1):
                self.stdout.write(shown(each, ingest(each)))
                # Each line as soon as it is true: who reads them may stop at one, and nothing more is stored.
                self.stdout.flush()
                if sys.stderr.isatty():
                    self.stderr.write(f"\r{count} …", ending="")
        self.stderr.write(f"{count} mail(s).")


def ingest(found: FoundMail) -> InboundMail:
    """Store one mail and process it until it has an end; a mail that fails uses up its attempts at once."""
    mail = intake.receive(
        found.raw,
        source=found.source,
        received_at=found.arrival,
        at=timezone.now(),
        wake=False,
        size=found.size,
    )
    while mail.status == Status.RECEIVED:
        mail = processing.process(mail.pk, timezone.now())
    return mail


def as_json(found: FoundMail, mail: InboundMail) -> str:
    """The documented line."""
    line = {
        "source": clean_line(found.source, 4096),
        "sha256": mail.raw_id,
        "status": mail.status,
        "ticket": mail.ticket.number if mail.ticket is not None else None,
        "reason": mail.reason,
    }
    return json.dumps(line, ensure_ascii=False)


def as_line(found: FoundMail, mail: InboundMail) -> str:
    """One line for a person at a terminal."""
    number = f" {mail.ticket.number}" if mail.ticket is not None else ""
    source = clean_line(found.source, 4096)
    return f"{source}\u00a0: {mail.get_status_display()}{number}\u00a0— {sentence(mail) or mail.reason}"
