"""`manage.py replay_mail`: mails that ended without a ticket are processed again, now (docs/rules/mail.md)."""

import json
from argparse import SUPPRESS, ArgumentParser
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from inbound_mail import deciding, processing
from inbound_mail.management.piping import until_reader_leaves
from inbound_mail.models import InboundMail, Status
from inbound_mail.reasons import sentence
from tickets.actions.writing import NotPossible


class Command(BaseCommand):
    """Replay mails and print what became of each, one per line."""

    help = (
        "Rejoue des mails retenus, répondus, automatiques ou en quarantaine, par leur identifiant ou par leur état, "
        "et dit ce que chacun est devenu."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which mails, and the form of the output."""
        # A wrong call is told in one line; --help still lists the options.
        parser.usage = SUPPRESS
        parser.add_argument("--json", action="store_true", help="Un objet JSON par ligne.")
        parser.add_argument("--status", choices=[str(status) for status in deciding.REPLAYABLE])
        parser.add_argument("ids", nargs="*", metavar="ID")

    def handle(self, *args: object, **options: Any) -> None:
        """Replay each mail on its own; one that has an end stays as it is, and the command then ends with status 1.

        An ID that names no mail ends with status 2 before anything is replayed.
        """
        if not options["ids"] and not options["status"]:
            raise CommandError("Indiquez des identifiants, ou --status.", returncode=2)
        mails = list(_mails(options["ids"], options["status"]))
        shown = _as_json if options["json"] else _as_line
        refused = 0
        with until_reader_leaves():
            for mail in mails:
                again, why = _replayed(mail)
                refused += bool(why)
                self.stdout.write(shown(again, why))
                self.stdout.flush()
        self.stderr.write(f"{len(mails) - refused} mail(s).")
        if refused:
            raise CommandError(f"{refused} mail(s) non rejoué(s).")


def _mails(ids: list[str], status: str | None) -> list[InboundMail]:
    """The mails asked for, the oldest first; those of `ids` that are in `status`, when both are given."""
    rows = InboundMail.objects.select_related("ticket").order_by("stored_at", "id")
    if ids:
        keys = [_key(text) for text in ids]
        known = set(rows.filter(pk__in=keys).values_list("pk", flat=True))
        missing = [str(key) for key in keys if key not in known]
        if missing:
            raise CommandError(f"Aucun mail {missing[0]}.", returncode=2)
        rows = rows.filter(pk__in=keys)
    return list(rows.filter(status=status) if status else rows)


def _key(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise CommandError(f"Aucun mail {text[:60]}.", returncode=2) from error


def _replayed(mail: InboundMail) -> tuple[InboundMail, str]:
    """The mail as it then stands, and why it was not replayed; a mail that fails uses up its attempts at once."""
    try:
        deciding.replay(mail, actor=None, at=timezone.now())
    except NotPossible as refusal:
        return mail, str(refusal)
    again = mail
    again.status = Status.RECEIVED
    while again.status == Status.RECEIVED:
        again = processing.process(mail.pk, timezone.now())
    return again, ""


def _as_json(mail: InboundMail, why: str) -> str:
    line = {
        "id": str(mail.pk),
        "status": mail.status,
        "ticket": mail.ticket.number if mail.ticket is not None else None,
        "reason": mail.reason,
        "error": why or None,
    }
    return json.dumps(line, ensure_ascii=False)


def _as_line(mail: InboundMail, why: str) -> str:
    number = f" {mail.ticket.number}" if mail.ticket is not None else ""
    return (
        f"{mail.pk}\u00a0: {mail.get_status_display()}{number}\u00a0— {why or sentence(mail) or mail.reason}"
    )
