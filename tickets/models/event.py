"""The append-only history of a ticket; the response clock is computed from it."""

from __future__ import annotations

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from tickets.models.ticket import Status, Ticket


class Event(models.Model):
    """One thing that happened, at one instant, by one actor (None: the system or an unknown sender)."""

    class Kind(models.TextChoices):
        OPENED = "opened", _("ouverture")
        CUSTOMER_REPLIED = "customer_replied", _("réponse du client")
        ANSWERED = "answered", _("réponse du CST")
        NOTED = "noted", _("note interne")
        QUALIFIED = "qualified", _("qualification")
        ASSIGNED = "assigned", _("affectation")
        ESCALATED = "escalated", _("escalade chez le constructeur")
        RESOLVED = "resolved", _("résolution")
        CLOSED = "closed", _("clôture")
        REOPENED = "reopened", _("réouverture")
        WAIVED = "waived", _("dérogation")
        ESTIMATED = "estimated", _("estimation PS")
        ESTIMATE_DECIDED = "estimate_decided", _("décision sur l’estimation")
        PASSED_TO_RESELLER = "passed_to_reseller", _("transmission au revendeur")
        PASSED_TO_CENTRE = "passed_to_centre", _("transmission au CST")
        TIME_SPENT = "time_spent", _("temps passé")
        MERGED = "merged", _("fusion")
        CALENDAR_CHANGED = "calendar_changed", _("changement d’horaires")
        FOLLOWED = "followed", _("abonnement")
        SEVERITY_ASKED = "severity_asked", _("demande de sévérité")
        SEVERITY_DECIDED = "severity_decided", _("décision sur la sévérité")
        SESSION_PROPOSED = "session_proposed", _("session à distance proposée")
        SESSION_DECIDED = "session_decided", _("décision sur la session à distance")
        RATED = "rated", _("avis du client")
        SESSION_REPORTED = "session_reported", _("compte rendu de session")
        SPLIT = "split", _("séparation")
        LINKED = "linked", _("lien")
        UNLINKED = "unlinked", _("lien retiré")
        VENDOR_HEARD = "vendor_heard", _("nouvelles du constructeur")
        VENDOR_SILENT = "vendor_silent", _("silence du constructeur")
        REMINDED = "reminded", _("relance du client")
        ALERTED = "alerted", _("alerte de délai")
        ATTACHMENT_OPENED = "attachment_opened", _("ouverture d’une sauvegarde de configuration")
        ATTACHMENT_PURGED = "attachment_purged", _("effacement d’une sauvegarde de configuration")

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(_("nature"), max_length=20, choices=Kind)
    actor = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("date"))
    # The state that it left the ticket in, since some clocks stand still in some states; empty: it touched none.
    status = models.CharField(_("état"), max_length=16, choices=Status, blank=True, default="")
    # What changed: before and after, reason... JSON values only; read by tickets/history.py. `promise` where something
    # was promised, `due` where the deadline moved.
    data = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("événement")
        ordering = ["at", "id"]
        indexes = [
            models.Index(fields=["ticket", "at", "id"], name="event_history"),
            models.Index(fields=["-at", "-id"], condition=models.Q(kind="waived"), name="event_waivers"),
        ]
        triggers = [
            pgtrigger.Protect(name="event_append_only", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id} {self.kind} {self.at:%Y-%m-%d %H:%M}"
