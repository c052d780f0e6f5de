"""Give the events written so far what the clocks now read: the promise with its calendar, the state they left.

The state of an answer that kept the ticket with the centre was not recorded and reads as "waiting for the customer"; no
clock of the charter depends on it.
"""

from typing import Any

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import F

# The reasons of the verdicts that open a ticket at once.
OPENING = {"covered", "product_unknown", "product_to_identify", "requester_unknown"}
LEFT_AS = {
    "answered": "waiting_customer",
    "resolved": "resolved",
    "closed": "closed",
    "reopened": "open",
    "waived": "new",
    "estimated": "waiting_customer",
    "estimate_decided": "open",
    "passed_to_reseller": "with_reseller",
    "escalated": "at_vendor",
}


def _state_after(event: Any, before: str) -> str:
    if event.kind == "opened":
        return "new" if event.data["verdict"]["reason"] in OPENING else "refused"
    if event.kind == "qualified":
        return str(event.data["after"]["status"])
    if event.kind == "customer_replied":
        called_back = before in {"waiting_customer", "at_vendor", "resolved"} and not event.data["automatic"]
        return "open" if called_back else before
    return LEFT_AS.get(event.kind, before)


def _promise(data: dict[str, Any], calendar_version: int) -> dict[str, Any]:
    minutes = data["commitment_minutes"]
    given = {} if minutes is None else {"first_response": minutes}
    return {
        "level": data["level"],
        "severity": data["severity"],
        "calendar_version": calendar_version,
        "minutes": given,
        "pauses": {target: ["closed"] for target in given},
    }


def complete(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    event_model, ticket_model = apps.get_model("tickets", "Event"), apps.get_model("tickets", "Ticket")
    state, ticket = "", None
    changed = []
    for event in event_model.objects.select_related("ticket").order_by("ticket_id", "id").iterator(1000):
        if event.ticket_id != ticket:
            state, ticket = "new", event.ticket_id
        state = _state_after(event, state)
        event.status = state
        if "commitment_minutes" in event.data:
            event.data["promise"] = _promise(event.data, event.ticket.calendar_version_id)
        changed.append(event)
    schema_editor.execute("ALTER TABLE tickets_event DISABLE TRIGGER USER")
    event_model.objects.bulk_update(changed, ["data", "status"], batch_size=500)
    schema_editor.execute("ALTER TABLE tickets_event ENABLE TRIGGER USER")
    unanswered = ticket_model.objects.filter(due_at__isnull=False, first_response_at__isnull=True)
    unanswered.filter(status="closed").update(paused_since=F("waiting_since"))
    # The sweep looks at these at once, and finds for itself what is to be told and when.
    unanswered.exclude(status__in=["closed", "resolved"]).update(next_alert_at=F("received_at"))


class Migration(migrations.Migration):
    dependencies = [("tickets", "0002_clocks_from_promises")]
    operations = [migrations.RunPython(complete, migrations.RunPython.noop, elidable=True)]
