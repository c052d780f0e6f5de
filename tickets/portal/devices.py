"""The devices a customer may know of, each with what covers it today."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from accounts.models import User
from contracts import device_coverage, finding, scanned_serials, sentences
from contracts.decision import Outcome, Reason, Verdict
from contracts.device_coverage import DeviceCoverage
from contracts.models import Channel, Device, Product, normalise_serial
from contracts.sentences import VerdictText
from sla.wording import PARIS
from tickets import next_steps

PAGE_SIZE = 12


@dataclass(frozen=True, slots=True)
class CoveredDevice:
    """A device in words: `state` is the verdict on an incident by the level's best channel.

    `contract` is the number of the one that answers; with `takes_version` a version that is stated changes the answer;
    `notes` are the technical notes to read about it.
    """

    device: Device
    state: VerdictText
    channels: str
    holder: str
    contract: str
    opens_here: bool
    mailto: str
    takes_version: bool
    notes: int


def in_sight(user: User) -> QuerySet[Device]:
    """The devices under a contract that `user` may know of, ended ones included; serials begin as their model does."""
    if user.organisation is None:
        return Device.objects.none()
    return finding.devices_in_sight(user.organisation)


def read_serial(user: User, typed: str) -> str:
    """The serial in sight of `user` that a scanned label names; what was typed, when it names none or is one itself."""
    likely = scanned_serials.candidates(typed)
    if likely in ([], [normalise_serial(typed)]):
        return typed
    known = set(in_sight(user).filter(serial__in=likely).values_list("serial", flat=True))
    found = next((serial for serial in likely if serial in known), "")
    return found if found and found != normalise_serial(typed) else typed


def matching(devices: QuerySet[Device], words: str) -> QuerySet[Device]:
    """The devices whose serial or product holds `words`."""
    words = words.strip()
    if not words:
        return devices
    products = Product.objects.filter(name__holds=words).values("pk")
    return devices.filter(Q(serial__contains=normalise_serial(words)) | Q(product__in=products))


def covered(
    devices: Sequence[Device], user: User, at: datetime, *, notes: Mapping[int, int]
) -> list[CoveredDevice]:
    """Each device with its coverage on the day of `at` in Paris: one query for all of them.

    `notes` counts those about each device, by its key (tickets/portal/notes.py).
    """
    assert user.organisation is not None
    found = device_coverage.of(devices, user.organisation, at.astimezone(PARIS).date())
    return [_in_words(each, notes.get(each.device.pk, 0)) for each in found]


def _in_words(covered: DeviceCoverage, notes: int) -> CoveredDevice:
    contract, verdict = covered.contract, covered.verdict
    return CoveredDevice(
        device=covered.device,
        state=next_steps.said(verdict),
        channels=", ".join(str(Channel(channel).label) for channel in contract.channels),
        holder=contract.end_customer or contract.reseller,
        contract=contract.number,
        opens_here=covered.is_open_by_web and verdict.is_accepted,
        mailto=_mailto(verdict),
        takes_version=verdict.reason is Reason.VERSION_NOT_SUPPORTED,
        notes=notes,
    )


def _mailto(verdict: Verdict) -> str:
    """The prefilled mail for a device whose level opens by mail only (CH-III.1)."""
    opens_by_mail = verdict.outcome is Outcome.ACCEPTED and verdict.channel is not Channel.WEB
    return sentences.prefilled_mail(verdict) if opens_by_mail else ""
