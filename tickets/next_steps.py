"""Where the next step of a verdict is taken: a page of the portal, when it is not a mail to write.

contracts/sentences.py says what to do and knows no page; the portal's cards and the mails that explain a refusal ask
here for the address.
"""

from __future__ import annotations

from dataclasses import replace

from django.urls import reverse
from django.utils.http import urlencode

from contracts import sentences
from contracts.decision import Reason, Verdict
from contracts.sentences import NextStep, VerdictText


def said(verdict: Verdict, *, site: str = "") -> VerdictText:
    """The verdict in words, its next step one click away; `site` (https://…) stands before the address in a mail."""
    text = sentences.say(verdict)
    step = clickable(text.next_step, verdict)
    if step is not None and step.url.startswith("/"):
        step = replace(step, url=site + step.url)
    return replace(text, next_step=step)


def clickable(step: NextStep | None, verdict: Verdict) -> NextStep | None:
    """`step` with the address where it is taken, relative to the site; a mail to write keeps its own."""
    if step is None:
        return None
    if verdict.reason is Reason.CONTRACT_EXPIRED:  # its own page asks for the renewal in one click
        return replace(step, url=_contract(verdict))
    return step if step.url else replace(step, url=_address(step, verdict))


def _address(step: NextStep, verdict: Verdict) -> str:
    match step.code:
        case "open" | "pass_to_reseller":
            return f"{reverse('portal:ticket_new')}?{_request(verdict)}"
        case "update":
            return _products(verdict.serial)
        case "check_serial" | "give_serial":
            return _products("")
        case "contact_reseller" | "wait" if verdict.contract is not None:
            return _contract(verdict)
        case "contact_reseller":
            return reverse("portal:contracts")
    # Only somebody without an account waits for an engineer, and has no page.
    assert verdict.reason is Reason.REQUESTER_UNKNOWN, step.code
    return ""


def _contract(verdict: Verdict) -> str:
    assert verdict.contract is not None
    return reverse("portal:contract", args=[verdict.contract.number])


def _request(verdict: Verdict) -> str:
    return urlencode({"serial": verdict.serial, "kind": verdict.kind})


def _products(serial: str) -> str:
    address = reverse("portal:products")
    return f"{address}?{urlencode({'q': serial})}" if serial else address
