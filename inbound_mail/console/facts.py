"""What is known of a mail besides its text, in words: from whom and to whom, when, whether that is proven, and which
sign named its ticket.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from inbound_mail import authentication, conversation
from inbound_mail.addresses import Address
from inbound_mail.authentication import Trust
from inbound_mail.conversation import Sign
from inbound_mail.models import InboundMail
from inbound_mail.parsed import ParsedMail
from sla import wording
from tickets.models import Ticket

# So many addresses of To or Cc are written out.
ADDRESSES_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of the list beside a mail; `warns` where it is a reason to look twice."""

    name: str
    text: str
    warns: bool = False


def of_mail(mail: InboundMail, parsed: ParsedMail | None) -> list[Fact]:
    """The facts about `mail`; `parsed` is None once its bytes were purged."""
    return list(_facts(mail, parsed))


def _facts(mail: InboundMail, parsed: ParsedMail | None) -> Iterator[Fact]:
    address = mail.from_address or _("illisible")
    yield Fact(_("De"), f"{mail.from_name} {address}".strip())
    if parsed is not None:
        yield from _envelope(mail, parsed)
    yield Fact(_("Arrivé"), _when(mail.received_at))
    yield Fact(_("Enregistré"), _when(mail.stored_at))
    yield Fact(_("Origine"), str(mail.mailbox or mail.source))
    if mail.is_history:
        yield Fact(_("Historique"), _("arrivé avant que la boîte soit à nous\u00a0: personne n’est prévenu"))
    size = filesizeformat(mail.raw.size)
    yield Fact(
        _("Taille"),
        size if mail.raw.is_whole else _("%s (début seul conservé)") % size,
        not mail.raw.is_whole,
    )
    if parsed is not None:
        yield Fact(_("Expéditeur"), *authenticated(mail, parsed))
    ticket = mail.ticket or mail.related_ticket
    if parsed is not None and ticket is not None and (sign := naming_sign(parsed, ticket)):
        yield Fact(_("Ticket nommé par"), sign)


def _envelope(mail: InboundMail, parsed: ParsedMail) -> Iterator[Fact]:
    elsewhere = [each for each in parsed.reply_to if each.key != mail.from_address]
    if elsewhere:
        yield Fact(_("Réponse à"), _addresses(elsewhere), warns=True)
    yield Fact(_("À"), _addresses(parsed.to) or "—")
    if parsed.cc:
        yield Fact(_("Copie"), _addresses(parsed.cc))
    if parsed.date is not None:
        yield Fact(_("Daté"), _when(parsed.date))
    if parsed.automatic_reasons:
        yield Fact(_("Automatique"), ", ".join(_(reason) for reason in parsed.automatic_reasons))
    if parsed.bounce is not None:
        yield Fact(_("Non remis à"), f"{', '.join(parsed.bounce.recipients)} {parsed.bounce.status}".strip())


def _addresses(addresses: Iterable[Address]) -> str:
    found = [each.address for each in addresses if each.address]
    shown = ", ".join(found[:ADDRESSES_SHOWN])
    more = len(found) - ADDRESSES_SHOWN
    return _("%(addresses)s et %(more)d autres") % {"addresses": shown, "more": more} if more > 0 else shown


def _when(instant: datetime) -> str:
    local = timezone.localtime(instant)
    return f"{date_format(local, 'd/m/Y')}, {wording.clock_time(local)}"


def authenticated(mail: InboundMail, parsed: ParsedMail) -> tuple[str, bool]:
    """Whether the sender is who it says, in words, and whether that is a warning."""
    match authentication.of_sender(mail, parsed):
        case Trust.PASSED:
            return _("DMARC\u00a0: réussi"), False
        case Trust.FAILED:
            return _("DMARC\u00a0: échec, l’adresse peut être usurpée"), True
    return _("non vérifié\u00a0: aucun serveur ne le fait pour nous"), False


def naming_sign(parsed: ParsedMail, ticket: Ticket) -> str:
    """By which of the three signs the mail names `ticket` (docs/rules/mail.md), in words; empty for none."""
    match conversation.sign_of(parsed, ticket):
        case Sign.ADDRESS:
            return _("notre adresse de réponse signée")
        case Sign.MESSAGE_ID:
            return _("un mail de sa conversation")
        case Sign.SUBJECT:
            return _("le numéro dans l’objet")
    return ""
