"""A version that the people of a device say they installed: the verdict follows at once (CH-IV.1)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from contracts import coverage
from contracts.models import Device
from contracts.versions import is_older
from sla.wording import PARIS

LONGEST = 40


class VersionRefused(ValueError):
    """What was stated cannot be the installed version; the message says why, to whoever stated it."""


def may_state(device: Device, *, by: User, at: datetime) -> bool:
    """Whether a contract that `by`, a customer, may know of covers `device` on the day of `at` in Paris (CH-0)."""
    if not by.is_customer or by.organisation is None:
        return False
    lines = coverage.lines_in_sight(by.organisation).filter(device=device)
    return lines.filter(covered__contains=at.astimezone(PARIS).date()).exists()


def state_version(device: Device, version: str, *, by: User, at: datetime) -> Device:
    """Keep `version` as the installed one, and who said so at `at`; `VersionRefused` when it cannot be.

    What was judged before stays as judged. Twice the same changes nothing but who said it last.
    """
    version = " ".join(version.split())
    _require_a_version(version)
    with transaction.atomic():
        found = Device.objects.select_for_update().get(pk=device.pk)
        # What was stated may be taken back by who states again; what the ERP knows only grows.
        if found.version_stated_at is None and is_older(version, found.installed_version):
            raise VersionRefused(
                _("La version connue est déjà la %s\u00a0: indiquez celle que vous venez d’installer.")
                % found.installed_version
            )
        found.installed_version, found.version_stated_by, found.version_stated_at = version, by, at
        found.save(update_fields=["installed_version", "version_stated_by", "version_stated_at"])
    return found


def _require_a_version(version: str) -> None:
    if not version:
        raise VersionRefused(_("Indiquez la version installée."))
    if len(version) > LONGEST:
        raise VersionRefused(
            _("Une version tient en %d\u00a0caractères\u00a0: indiquez son numéro seul.") % LONGEST
        )
    if not any(sign.isdecimal() for sign in version):
        raise VersionRefused(_("Une version porte un numéro, comme 7.4.3."))
