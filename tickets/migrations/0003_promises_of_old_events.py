"""Give the events written so far what the clocks now read: the promise with its calendar, the state they left.

The state of an answer that kept the ticket with the centre was not recorded and reads as "waiting for the customer"; no
clock of the charter depends on it.
"""

from itertools import islice
from typing import Any

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import F

# The reasons of the verdicts that open a ticket at once.
OPENING = {"covered", "product_unknown", "product_to_identify", "requester_unknown"}
LEFT_AS = {
    "resolved": "resolved",
    "closed": "closed",
    "reopened": "open",
    "waived": "new",
    "estimated": "waiting_customer",
    "estimate_decided": "open",
    "passed_to_reseller": "with_reseller",
    "answered": "waiting_customer",
}
BATCH = 1000


class Walk:
    """The states of one ticket, event by event."""

    def __init__(self) -> None:
        self.state, self.answered, self.promised = "new", False, False

    def pass_by(self, event: Any) -> str:
        """The state that `event` left the ticket in."""
        if "commitment_minutes" in event.data:
            self.promised = event.data["commitment_minutes"] is not None
        self.answered = self.answered or event.kind == "answered"
        self.state = self._after(event)
        return self.state

    def _after(self, event: Any) -> str:
        match event.kind:
            case "opened":
                return "new" if event.data["verdict"]["reason"] in OPENING else "refused"
            case "qualified":
                return str(event.data["after"]["status"])
            case "customer_replied":
                elsewhere = self.state in {"waiting_customer", "at_vendor", "resolved"}
                return "open" if elsewhere and not event.data["automatic"] else self.state
            case "escalated":  # a promised first answer keeps the ball with the centre
                return self.state if self.promised and not self.answered else "at_vendor"
        return LEFT_AS.get(event.kind, self.state)


def _promise(data: dict[str, Any], calendar_version: int) -> dict[str, Any]:
    minutes = data["commitment_minutes"]
    given = {} if minutes is None else {"first_response": minutes}
    return {
        "level": data["level"],
        "severity": data["severity"],
        "calendar_version": calendar_version,
        "minutes": given,
        "pauses": {target: [] for target in given},
    }


def complete(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    event_model, ticket_model = apps.get_model("tickets", "Event"), apps.get_model("tickets", "Ticket")
    events = event_model.objects.select_related("ticket").order_by("ticket_id", "id").iterator(BATCH)
    schema_editor.execute("ALTER TABLE tickets_event DISABLE TRIGGER USER")
    ticket, walk = None, Walk()
    while batch := list(islice(events, BATCH)):
        for event in batch:
            if event.ticket_id != ticket:
                ticket, walk = event.ticket_id, Walk()
            event.status = walk.pass_by(event)
            if "commitment_minutes" in event.data:
                event.data["promise"] = _promise(event.data, event.ticket.calendar_version_id)
        event_model.objects.bulk_update(batch, ["data", "status"])
    schema_editor.execute("ALTER TABLE tickets_event ENABLE TRIGGER USER")
    unanswered = ticket_model.objects.filter(due_at__isnull=False, first_response_at__isnull=True)
    unanswered.filter(status="closed").update(paused_since=F("waiting_since"))
    # The sweep looks at these at once, and finds for itself what is to be told and when.
    unanswered.exclude(status__in=["closed", "resolved"]).update(next_alert_at=F("received_at"))


class Migration(migrations.Migration):
    dependencies = [("tickets", "0002_clocks_from_promises")]
    operations = [migrations.RunPython(complete, migrations.RunPython.noop, elidable=True)]
