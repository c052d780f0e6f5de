"""Sending the daily summaries (tickets/digests.py).

Run as often as you like, by several workers, killed anywhere: what was told is noted in the transaction that tells it,
under the lock of its reader.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.reading import as_read_by
from outbound_mail import outbox
from sla.models import latest_version, timeline_of
from sla.timeline import Timeline
from tickets import digests
from tickets.digests import Summary

log = logging.getLogger(__name__)

# Who has just chosen a summary is met by a run of the schedule; what came since the choice is in the first one.
FIRST = timedelta(hours=1)


def sum_up_due(at: datetime) -> int:
    """Send the summaries that are due at `at`; return how many left."""
    # Who went back to single mails begins anew should they choose a summary again.
    User.objects.filter(mail_pace=User.MailPace.EACH, digest_until__isnull=False).update(digest_until=None)
    daily = User.objects.people().filter(mail_pace=User.MailPace.DAILY, role__in=User.CUSTOMER_ROLES)
    daily.filter(digest_until__isnull=True).update(digest_until=at - FIRST)
    hours = timeline_of(latest_version().pk)
    due = [person.pk for person in daily.order_by("digest_until", "pk") if digests.is_due(person, at, hours)]
    return sum(_sum_up_or_log(key, at, hours) for key in due)


def _sum_up_or_log(key: int, at: datetime, hours: Timeline) -> bool:
    try:
        return _sum_up(key, at, hours)
    # One that cannot be written must not stop those behind it: it is logged, and tried again by the next run.
    except Exception:
        log.exception("The daily summary of person %s cannot be written", key)
        return False


@transaction.atomic
def _sum_up(key: int, at: datetime, hours: Timeline) -> bool:
    """Whom another worker holds is left to it."""
    rows = User.objects.select_related("organisation").select_for_update(of=("self",), skip_locked=True)
    person = rows.filter(pk=key, mail_pace=User.MailPace.DAILY).first()
    if person is None or person.digest_until is None or not digests.is_due(person, at, hours):
        return False
    since, until = person.digest_until, at - digests.MARGIN
    with as_read_by(person):
        found = digests.summary(person, since, until)
        if found is not None:
            _put(person, found, at)
    person.digest_until = until
    person.save(update_fields=["digest_until"])
    return found is not None


def _put(person: User, found: Summary, at: datetime) -> None:
    subject = _subject(len(found.parts))
    outbox.put(
        to=person.email,
        template="daily_summary",
        subject=subject,
        context={
            "person": person,
            "title": subject,
            "summary": found,
            "url": settings.BASE_URL + reverse("portal:tickets"),
            "profile_url": settings.BASE_URL + reverse("accounts:profile"),
        },
        language=person.language,
        zone=person.time_zone,
        at=at,
        topic=f"digest:{person.pk}:{person.organisation_id}",
        headers=outbox.AUTOMATIC,
    )


def _subject(count: int) -> str:
    """On how many incidents something happened; without any, an opinion is asked for."""
    if not count:
        return _("Votre avis sur un incident")
    return ngettext("Du nouveau sur un incident", "Du nouveau sur %(count)s incidents", count) % {
        "count": count
    }
