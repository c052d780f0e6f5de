"""The mail about a file of the night that was refused, to leads and sales. Called in the transaction of the refusal."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from contracts.ending import contract_people
from contracts.erp import erp_faults
from contracts.imports import Report
from contracts.models import ErpFile
from outbound_mail import outbox

# A mail quotes so many refused lines; the page has all of them.
QUOTED = 10


def refused(file: ErpFile, at: datetime) -> None:
    """Tell what is wrong with `file`, and that nothing of it was applied; `at` is now."""
    fault = erp_faults.fault_of(file)
    report = None if fault is not None else Report.from_json(file.report or {})
    for person in _told():
        with translation.override(person.language):
            outbox.put(
                to=person.email,
                template="erp_file_refused",
                subject=_("Fichier de l’ERP refusé\u00a0: %s") % file.name,
                context={
                    "person": person,
                    "file": file,
                    "fault": fault.label if fault is not None else "",
                    "refusals": report.refusals[:QUOTED] if report is not None else [],
                    "more": max(0, report.refused - QUOTED) if report is not None else 0,
                    "url": f"{settings.BASE_URL}{reverse('console:erp_file', args=[file.pk])}",
                },
                language=person.language,
                at=at,
                topic=contract_people.topic(person),
                headers=outbox.AUTOMATIC,
            )


def _told() -> list[User]:
    centre = User.objects.people().filter(organisation__kind=Organisation.Kind.CENTRE)
    return list(centre.filter(role__in=[User.Role.LEAD, User.Role.SALES]).order_by("pk"))
