"""What django-helpdesk makes of mails: its own `get_email`, a folder as its mailbox, its own database on our server."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

_DATABASE = "bench_django_helpdesk"


def mails_a_second(mails: Sequence[bytes], folder: Path) -> float:
    """Tickets a second out of `mails`, in a process of its own: two Django projects do not share one."""
    inbox = folder / "inbox"
    inbox.mkdir()
    for number, raw in enumerate(mails):
        (inbox / f"{number:06d}.eml").write_bytes(raw)
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{_DATABASE}"')
    environment = {**os.environ, "BENCH_HOST": str(connection.settings_dict["OPTIONS"]["host"])}
    command = [sys.executable, "-m", "bench.django_helpdesk", str(inbox), str(folder / "media")]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=600)
    if done.returncode:
        raise RuntimeError(f"django-helpdesk failed: {done.stderr[-2000:]}")
    tickets, seconds = done.stdout.split()[-2:]
    assert int(tickets) == len(mails), (tickets, len(mails))
    return int(tickets) / float(seconds)


def _settings(media: str) -> dict[str, object]:
    """The settings of its own quick start, PostgreSQL instead of SQLite."""
    apps = ["auth", "contenttypes", "sessions", "messages", "sites", "admin", "staticfiles", "humanize"]
    return {
        "SECRET_KEY": "bench",
        "USE_TZ": True,
        "SITE_ID": 1,
        "MEDIA_ROOT": media,
        "STATIC_URL": "/static/",
        "DEFAULT_AUTO_FIELD": "django.db.models.BigAutoField",
        "INSTALLED_APPS": [
            *(f"django.contrib.{name}" for name in apps),
            "rest_framework",
            "helpdesk",
        ],
        "TEMPLATES": [{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}],
        "MIDDLEWARE": [
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
        ],
        "EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend",
        "HELPDESK_TEAMS_MODE_ENABLED": False,
        "DATABASES": {
            "default": {
                "ENGINE": "django.db.backends.postgresql",
                "NAME": _DATABASE,
                "USER": "postgres",
                "OPTIONS": {"host": os.environ["BENCH_HOST"]},
            }
        },
        "LOGGING_CONFIG": None,
    }


def _main(inbox: str, media: str) -> None:
    from time import perf_counter

    import django
    from django.conf import settings

    settings.configure(**_settings(media))
    django.setup()
    from django.core.management import call_command
    from django.urls import include, path
    from helpdesk.email import process_email
    from helpdesk.models import Queue, Ticket

    settings.ROOT_URLCONF = (path("", include("helpdesk.urls", namespace="helpdesk")),)
    call_command("migrate", verbosity=0)
    call_command("loaddata", "emailtemplate", verbosity=0)
    Queue.objects.create(
        title="Support",
        slug="support",
        allow_email_submission=True,
        email_address="support@exer.fr",
        email_box_type="local",
        email_box_local_dir=inbox + "/",
        email_box_interval=0,
        locale="fr",
    )
    started = perf_counter()
    process_email(quiet=True)
    print(Ticket.objects.count(), perf_counter() - started)


if __name__ == "__main__":
    _main(*sys.argv[1:])
