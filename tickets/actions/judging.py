"""Putting a coverage verdict on a ticket's row."""

from __future__ import annotations

from accounts.models import Organisation
from contracts import frozen
from contracts.coverage import Judged
from contracts.decision import Outcome, Verdict
from contracts.models import Contract, Device
from tickets.models import Ticket

# The answers that make a ticket at once; the others are kept as refused, for the reseller or a waiver to open.
OPENED = {Outcome.ACCEPTED, Outcome.TO_CHECK}


def apply_verdict(ticket: Ticket, verdict: Verdict) -> None:
    """Put a verdict on the (locked) row, as `apply` does; the rows that it names are read."""
    device = Device.objects.filter(serial=verdict.serial).first() if verdict.device else None
    contracts = Contract.objects.select_related("reseller")
    apply(
        ticket, Judged(verdict, device, contracts.get(pk=verdict.contract.id) if verdict.contract else None)
    )


def apply(ticket: Ticket, judged: Judged) -> None:
    """Put a verdict on the (unsaved or locked) row, with the device, contract and level that it names."""
    verdict = judged.verdict
    ticket.verdict_json = frozen.freeze(verdict)
    vars(ticket).pop("verdict", None)  # the cached thawed value
    ticket.serial = verdict.serial
    ticket.level = verdict.level or verdict.provisional_level
    ticket.device, ticket.contract = judged.device, judged.contract
    ticket.reseller = _reseller(ticket)


def _reseller(ticket: Ticket) -> Organisation | None:
    """The reseller between the requester and the centre: who passed it on, the contract's, else the requester's own."""
    organisation = ticket.organisation
    if ticket.escalated_by_id is not None:
        return ticket.reseller
    if organisation is not None and organisation.kind == Organisation.Kind.RESELLER:
        return organisation
    if ticket.contract is not None:
        return ticket.contract.reseller
    return organisation.reseller if organisation is not None else None
