"""The ticket row: the current answer, for lists. The event log is the truth of how it came to be."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from contracts import frozen, sentences
from contracts.decision import KIND_LABELS, Verdict
from contracts.models import Channel, Contract, Device
from sla.models import CalendarVersion
from tickets.visibility import TicketQuerySet

if TYPE_CHECKING:
    from tickets.models.event import Event
    from tickets.models.message import Message


class Status(models.TextChoices):
    """Where a ticket stands; said to users in words (templates/components/_status.html)."""

    NEW = "new", _("nouveau")
    OPEN = "open", _("en cours")
    WAITING_CUSTOMER = "waiting_customer", _("en attente du client")
    AT_VENDOR = "at_vendor", _("chez le constructeur")
    RESOLVED = "resolved", _("résolu")
    CLOSED = "closed", _("clos")
    WITH_RESELLER = "with_reseller", _("chez le revendeur")
    REFUSED = "refused", _("refusé")


# The tickets on which a clock runs, whatever its target: what a change of hours may move.
RUNNING = models.Q(
    status__in=[Status.NEW.value, Status.OPEN.value, Status.WAITING_CUSTOMER.value, Status.AT_VENDOR.value]
) & (
    models.Q(first_response_at__isnull=True, due_at__isnull=False, paused_since__isnull=True)
    | models.Q(next_response_due_at__isnull=False)
    | models.Q(resolution_due_at__isnull=False)
)


class ClosingCause(models.TextChoices):
    """What it was, in the end: said by who resolves or closes, counted by the dashboards."""

    SETTINGS = "settings", _("configuration")
    SOFTWARE = "software", _("défaut du logiciel")
    HARDWARE = "hardware", _("panne matérielle")
    LINK = "link", _("opérateur ou tiers")
    QUESTION = "question", _("question, documentation")
    NOT_SEEN = "not_seen", _("non reproduit")
    ABANDONED = "abandoned", _("sans nouvelles du client")
    OTHER = "other", _("autre")


class TicketNumber(models.Model):
    """The last number given in a year; a locked row, not a sequence, so that numbers never jump."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"


class Ticket(models.Model):
    """One request to the centre, whatever became of it."""

    # What has just opened it, while its first mails are written: nothing else happened, nobody else was told.
    opening: tuple[Event, Message] | None = None
    # Whether what was to answer it by itself stayed here (tickets/pacing.py), in the run that opened it.
    is_untold: bool = False

    # Where the ball is with the centre; the queue shows these (tickets/queue_order.py).
    ACTIVE: ClassVar = (Status.NEW, Status.OPEN)
    # What an answer of the requester brings back to the centre.
    ANSWERABLE: ClassVar = (*ACTIVE, Status.WAITING_CUSTOMER, Status.AT_VENDOR, Status.RESOLVED)
    ENDED: ClassVar = (Status.RESOLVED, Status.CLOSED)
    # Not accepted: nothing was promised.
    UNPROMISED: ClassVar = (Status.REFUSED, Status.WITH_RESELLER)

    number = models.CharField(_("numéro"), max_length=15, unique=True)
    # Given by the form or the mail that opens the ticket: the same request sent twice opens one ticket.
    submission_key = models.CharField(max_length=80, unique=True)
    subject = models.CharField(_("objet"), max_length=300)
    status = models.CharField(_("état"), max_length=16, choices=Status)
    kind = models.CharField(
        _("nature"), max_length=14, choices=[(kind.value, label) for kind, label in KIND_LABELS.items()]
    )
    channel = models.CharField(_("canal"), max_length=5, choices=Channel)

    # Null until an engineer qualifies a request that named none.
    severity = models.PositiveSmallIntegerField(_("sévérité"), null=True, blank=True)
    # The level the clock runs on: the verdict's, or provisional while a request is to be checked.
    level = models.CharField(_("niveau"), max_length=20, blank=True)

    requester = models.ForeignKey(
        User,
        verbose_name=_("demandeur"),
        null=True,
        on_delete=models.PROTECT,
        related_name="tickets_requested",
    )
    requester_address = models.EmailField(_("adresse du demandeur"))
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("organisation"),
        null=True,
        on_delete=models.PROTECT,
        related_name="tickets_requested",
    )
    reseller = models.ForeignKey(
        Organisation,
        verbose_name=_("revendeur"),
        null=True,
        on_delete=models.PROTECT,
        related_name="tickets_resold",
    )
    # Who of the reseller passed an end customer's request on to the centre (CH-II.2): the ticket carries both parties.
    escalated_by = models.ForeignKey(
        User,
        verbose_name=_("transmis par"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    device = models.ForeignKey(Device, verbose_name=_("matériel"), null=True, on_delete=models.PROTECT)
    contract = models.ForeignKey(Contract, verbose_name=_("contrat"), null=True, on_delete=models.PROTECT)
    # What the requester typed, kept even when no device of theirs bears it.
    serial = models.CharField(_("numéro de série"), max_length=60, blank=True)
    verdict_json = models.JSONField()
    # A waiver (dérogation) opened this ticket against the verdict; the reason is in the event.
    waived = models.BooleanField(_("à titre exceptionnel"), default=False)
    assignee = models.ForeignKey(
        User,
        verbose_name=_("affecté à"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="tickets_assigned",
    )
    # Empty while it goes on, and where nobody said.
    cause = models.CharField(_("cause"), max_length=9, choices=ClosingCause, blank=True, default="")
    # Where the conversation goes on since a merge (tickets/actions/merging.py): never a merged ticket itself.
    merged_into = models.ForeignKey(
        "self",
        verbose_name=_("fusionné avec"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="merged_from",
    )

    received_at = models.DateTimeField(_("reçu"))
    updated_at = models.DateTimeField(_("dernier changement"))
    # The clocks, recomputed from the events by tickets/response_clock.py; the first response is the charter's promise.
    calendar_version = models.ForeignKey(CalendarVersion, on_delete=models.PROTECT)
    commitment_minutes = models.PositiveIntegerField(null=True, blank=True)
    due_at = models.DateTimeField(_("à répondre avant"), null=True, blank=True)
    first_response_at = models.DateTimeField(_("première réponse"), null=True, blank=True)
    # Since when the clock of the first response stands still; `due_at` then supposes that it goes on at once.
    paused_since = models.DateTimeField(null=True, blank=True)
    # The centre's own aims while their clocks run; no customer sees them.
    next_response_due_at = models.DateTimeField(_("réponse suivante avant"), null=True, blank=True)
    resolution_due_at = models.DateTimeField(_("résolution avant"), null=True, blank=True)
    # When the next warning or breach is to be told, whatever the clock (tickets/actions/alerting.py).
    next_alert_at = models.DateTimeField(null=True, blank=True)
    # Since when the ball has been where it is.
    waiting_since = models.DateTimeField()
    # The place in the queue (tickets/queue_order.py); null when nothing is to be done.
    queue_rank = models.PositiveSmallIntegerField(null=True, blank=True)
    queue_key = models.DateTimeField(null=True, blank=True)

    objects = TicketQuerySet.as_manager()

    class Meta:
        verbose_name = _("ticket")
        ordering = ["-received_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(severity__isnull=True) | models.Q(severity__range=(1, 4)),
                name="ticket_severity_1_to_4",
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=[status.value for status in Status]), name="ticket_status_known"
            ),
            models.CheckConstraint(
                condition=models.Q(queue_rank__isnull=True, queue_key__isnull=True)
                | models.Q(queue_rank__isnull=False, queue_key__isnull=False, status__in=["new", "open"]),
                name="ticket_in_queue_only_while_active",
            ),
            models.CheckConstraint(
                condition=models.Q(due_at__isnull=True) | models.Q(commitment_minutes__isnull=False),
                name="ticket_due_only_when_promised",
            ),
            models.CheckConstraint(
                condition=models.Q(merged_into__isnull=True)
                | models.Q(models.Q(status="closed"), ~models.Q(merged_into=models.F("pk"))),
                name="ticket_merged_is_closed",
            ),
        ]
        indexes = [
            models.Index(
                fields=["queue_rank", "queue_key", "id"],
                condition=models.Q(queue_rank__isnull=False),
                name="ticket_queue",
            ),
            models.Index(
                fields=["due_at"],
                condition=models.Q(
                    first_response_at__isnull=True, due_at__isnull=False, paused_since__isnull=True
                ),
                name="ticket_running_clocks",
            ),
            models.Index(fields=["calendar_version"], condition=RUNNING, name="ticket_of_calendar_running"),
            models.Index(
                fields=["next_alert_at", "id"],
                condition=models.Q(next_alert_at__isnull=False),
                name="ticket_next_alert",
            ),
            models.Index(fields=["-received_at", "-id"], name="ticket_latest"),
            # What changed last, whoever asks: a program that keeps a copy reads on from there.
            models.Index(fields=["-updated_at", "-id"], name="ticket_by_change"),
            models.Index(fields=["serial"], name="ticket_of_serial"),
            models.Index(fields=["organisation", "-updated_at", "-id"], name="ticket_of_organisation"),
            models.Index(fields=["reseller", "-updated_at", "-id"], name="ticket_of_reseller"),
            # The first pages of the portal hold what goes on: few rows among the years of each party.
            models.Index(
                fields=["organisation", "-updated_at", "-id"],
                condition=~models.Q(status__in=["resolved", "closed"]),
                name="ticket_of_organisation_live",
            ),
            models.Index(
                fields=["reseller", "-updated_at", "-id"],
                condition=~models.Q(status__in=["resolved", "closed"]),
                name="ticket_of_reseller_live",
            ),
            models.Index(fields=["status", "-updated_at", "-id"], name="ticket_by_status"),
            models.Index(fields=["status", "waiting_since", "id"], name="ticket_waiting"),
            # Their requester's opinion is asked for a while.
            models.Index(
                fields=["requester", "-waiting_since"],
                condition=models.Q(status__in=["resolved", "closed"]),
                name="ticket_ended_of_requester",
            ),
            models.Index(fields=["assignee", "status", "-updated_at"], name="ticket_of_assignee"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.subject}"

    def get_absolute_url(self) -> str:
        """The portal's address: the one that mails to customers carry."""
        return reverse("portal:ticket", args=[self.number])

    @cached_property
    def verdict(self) -> Verdict:
        """The verdict as it was given, thawed."""
        return frozen.thaw(self.verdict_json)

    @property
    def verdict_text(self) -> sentences.VerdictText:
        """The verdict in words, in the active language."""
        return sentences.say(self.verdict)

    @property
    def is_active(self) -> bool:
        return self.status in self.ACTIVE

    @property
    def is_answerable(self) -> bool:
        return self.status in self.ANSWERABLE

    @property
    def is_ended(self) -> bool:
        return self.status in self.ENDED

    @property
    def status_text(self) -> str:
        """The state in words, for the centre; a merged ticket is closed, and says why."""
        return gettext("fusionné") if self.merged_into_id is not None else str(self.get_status_display())

    @property
    def kind_label(self) -> str:
        return self.verdict.kind.label
