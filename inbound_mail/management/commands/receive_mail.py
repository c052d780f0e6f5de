"""`manage.py receive_mail`: one mail on standard input, stored; what Postfix's pipe(8) and aliases call."""

from __future__ import annotations

import logging
import os
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import Error
from django.utils import timezone

from inbound_mail import intake
from inbound_mail.sources.files import read_message


class Command(BaseCommand):
    """Store one mail. 0 once it is committed; 75 (EX_TEMPFAIL) when it could not be, so that the mail server keeps it.

    Nothing is processed here: a worker is told, and the schedule finds it should the broker be away.
    """

    help = "Enregistre le mail lu sur l’entrée standard, pour le pipe ou les alias de Postfix."
    # They would end it with 1, which a mail server takes for a refusal of the mail.
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where the mail comes from, for the console."""
        parser.add_argument(
            "--source", default="pipe", metavar="NOM", help="L’origine montrée dans la console."
        )

    def handle(self, *args: object, **options: Any) -> None:
        """Read, commit, and only then end well."""
        # The mail server shows what is written here to a person: one line, not each try of the pool.
        logging.getLogger("psycopg.pool").setLevel(logging.ERROR)
        try:
            found = read_message(options["source"], sys.stdin.buffer)
            if not found.size:
                raise CommandError("Aucun mail sur l’entrée standard.", returncode=os.EX_DATAERR)
            intake.receive(
                found.raw, source=found.source, received_at=None, at=timezone.now(), size=found.size
            )
        except (Error, OSError) as error:
            reason = str(error).strip().partition("\n")[0]
            raise CommandError(
                f"Le mail n’est pas enregistré, à remettre plus tard\u00a0: {reason}",
                returncode=os.EX_TEMPFAIL,
            ) from error
