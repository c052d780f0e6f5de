"""`manage.py demo`: load the demo world, any number of times."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from cst.demo import around, canned, cast, figures, following, notes, recurring, tickets, views


class Command(BaseCommand):
    help = "Load the demo world of the documentation; what exists already is left as it is."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEVELOPMENT:
            raise CommandError(
                "The demo world is for development only (CST_ENVIRONMENT=development).", returncode=2
            )
        now = timezone.now()
        with transaction.atomic():
            cast.load(now)
            notes.load(now)
            canned.load(now)
            tickets.load(now)
            following.load(now)
            figures.load(now)
            around.load(now)
            recurring.load(now)
            views.load(now)
        for person in cast.PEOPLE:
            self.stdout.write(f"{person.email:<40} {person.organisation}, {person.job}")
        self.stdout.write(f"{cast.ADMINISTRATOR:<40} données de référence (/admin/)")
        self.stdout.write(f"Mot de passe de tous : {cast.PASSWORD}")
