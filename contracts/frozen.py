"""A verdict as JSON and back, for the ticket that keeps it."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from contracts.decision import ContractFacts, DeviceFacts, Kind, Reason, RequesterKind, Verdict
from contracts.models import Channel


def freeze(verdict: Verdict) -> dict[str, Any]:
    """The verdict as JSON values; dates in ISO 8601."""

    def plain(value: Any) -> Any:
        match value:
            case date():
                return value.isoformat()
            case dict():
                return {key: plain(item) for key, item in value.items()}
            case tuple() | list():
                return [plain(item) for item in value]
            case str():
                return str(value)
        return value

    return {key: plain(value) for key, value in asdict(verdict).items()}


def thaw(data: dict[str, Any]) -> Verdict:
    """The verdict that `freeze` wrote."""
    device, contract = data["device"], data["contract"]
    return Verdict(
        reason=Reason(data["reason"]),
        rules=tuple(data["rules"]),
        requester=RequesterKind(data["requester"]),
        kind=Kind(data["kind"]),
        channel=Channel(data["channel"]),
        day=date.fromisoformat(data["day"]),
        serial=data["serial"],
        device=DeviceFacts(**{**device, "end_of_support": _date(device["end_of_support"])})
        if device
        else None,
        contract=ContractFacts(
            **{
                **contract,
                "channels": tuple(contract["channels"]),
                "starts_on": date.fromisoformat(contract["starts_on"]),
                "ends_on": date.fromisoformat(contract["ends_on"]),
            }
        )
        if contract
        else None,
        credit_minutes=data["credit_minutes"],
        provisional_level=data["provisional_level"],
    )


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
