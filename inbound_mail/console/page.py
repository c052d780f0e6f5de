"""What the page of one mail holds, for the engineer who decides on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from contracts import sentences
from contracts.sentences import VerdictText
from inbound_mail import deciding, following
from inbound_mail.console import facts, next_steps, proposals
from inbound_mail.console.forms import AnswerForm, AttachmentForm, DiscardForm, OpeningForm
from inbound_mail.deciding import answering, opening
from inbound_mail.following import Chain
from inbound_mail.models import InboundMail, Status
from inbound_mail.parsed import ParsedMail
from inbound_mail.parsing import parse
from inbound_mail.reasons import sentence
from tickets.console import rail
from tickets.deadlines import DeadlineText
from tickets.drafting import submission

OTHERS_SHOWN = 5
FORMS: dict[str, type[forms.Form]] = {
    "answer": AnswerForm,
    "attachment": AttachmentForm,
    "opening": OpeningForm,
    "discard": DiscardForm,
}


@dataclass(frozen=True, slots=True)
class Erased:
    """What stands in place of the reading of a mail whose bytes were purged."""

    reply: str


@dataclass(frozen=True, slots=True)
class Preview:
    """What opening the mail in the name of `requester` would give, in words; `deadline` may be None."""

    requester: User
    serial: str
    verdict: VerdictText
    deadline: DeadlineText | None
    must_verify: bool


def context(
    reader: User,
    mail: InboundMail,
    now: datetime,
    *,
    sent: forms.Form | None = None,
    typed: Mapping[str, Any] | None = None,
    requester: str = "",
) -> dict[str, Any]:
    """The whole page; `sent` is a form that did not go through, `typed` the words of a session that ended, `requester`
    the address whose verdict is asked for.
    """
    parsed = parse(mail.raw.content) if mail.raw.purged_at is None else None
    chain = following.chain_of(mail)
    may = possible(mail, parsed)
    proposed = proposals.requesters(mail, parsed) if may["opening"] and parsed is not None else ()
    return {
        "mail": mail,
        "why": sentence(mail),
        "todo": next_steps.todo(mail, parsed),
        "facts": facts.of_mail(mail, parsed),
        "reading": parsed or _erased(mail),
        "duplicates": list(mail.duplicates.only("id", "received_at", "source")[:OTHERS_SHOWN]),
        "chain": chain,
        "others": _others(mail, chain),
        "may": may,
        "unanswerable": answering.obstacle(mail, parsed) if parsed is not None and may["decide"] else "",
        "answers_read": mail.answers.count(),
        "must_verify": parsed is not None and answering.must_verify(mail, parsed),
        "forms": _forms(mail, sent, typed or {}, requester),
        "sent": type(sent).prefix if sent is not None else "",
        "proposed": proposed,
        "preview": _preview(mail, parsed, requester, proposed) if may["opening"] else None,
        "unknown_requester": _unknown(requester),
        "submission_key": submission.new(reader).token,
        "rail": rail.groups(reader, now, "mails"),
    }


def possible(mail: InboundMail, parsed: ParsedMail | None) -> dict[str, bool]:
    """Which decisions are offered; the verbs decide again (deciding/)."""
    decide = mail.may_be_decided
    whole = decide and mail.status != Status.QUARANTINED and parsed is not None and mail.raw.is_whole
    return {
        "decide": decide,
        "answer": decide and parsed is not None and not answering.obstacle(mail, parsed),
        "opening": whole,
        "attachment": whole,
        "replay": decide and parsed is not None and mail.status in deciding.REPLAYABLE,
        "take_up": mail.status == Status.DISCARDED,
    }


def _forms(
    mail: InboundMail, sent: forms.Form | None, typed: Mapping[str, Any], requester: str
) -> dict[str, forms.Form]:
    """Every form of the page, the one that was sent as it was sent."""
    given: dict[str, dict[str, Any]] = {
        "answer": {"body": typed.get("answer-body", "")},
        "attachment": {"number": typed.get("attachment-number", "") or _related(mail)},
        "opening": {"address": typed.get("opening-address", "") or requester},
        "discard": {"reason": typed.get("discard-reason", "")},
    }
    found = {name: form(initial=given[name]) for name, form in FORMS.items()}
    if sent is not None:
        found[str(type(sent).prefix)] = sent
    return found


def _related(mail: InboundMail) -> str:
    return mail.related_ticket.number if mail.related_ticket is not None else ""


def _preview(
    mail: InboundMail, parsed: ParsedMail | None, requester: str, proposed: Sequence[User]
) -> Preview | None:
    """The verdict for whom the engineer names, else for the only one proposed, unless nothing says that they wrote."""
    if parsed is None:
        return None
    person = User.objects.by_address(requester) if requester else None
    if not requester and len(proposed) == 1 and not answering.must_verify(mail, parsed):
        person = proposed[0]
    if person is None or not person.is_customer:
        return None
    found = opening.preview(mail, parsed, person)
    # The step that a verdict names is the customer's.
    said = replace(sentences.say(found.verdict), next_step=None)
    return Preview(person, found.serial, said, found.deadline, found.must_verify)


def _unknown(requester: str) -> str:
    """Why no verdict is shown for the address `requester`; empty when there is one, or none was asked for."""
    form = OpeningForm({"opening-address": requester})
    return "" if not requester or form.is_valid() else str(form.errors["address"][0])


def _others(mail: InboundMail, chain: Chain) -> list[InboundMail]:
    """The last mails of the same sender besides those of the exchange; one query."""
    if not mail.from_address:
        return []
    shown = [mail.pk, *(each.pk for each in chain.mails)]
    rows = InboundMail.objects.filter(from_address=mail.from_address).exclude(pk__in=shown)
    return list(rows.select_related("ticket").order_by("-stored_at")[:OTHERS_SHOWN])


def _erased(mail: InboundMail) -> Erased:
    assert mail.raw.purged_at is not None
    return Erased(
        _(
            "Ce mail portait une sauvegarde de configuration\u00a0: il a été effacé le %(date)s, après la clôture. "
            "Ses mots restent dans le ticket."
        )
        % {"date": date_format(timezone.localtime(mail.raw.purged_at), "j F Y")}
    )
