"""Answering the sender of a mail that belongs to no ticket."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from inbound_mail import answer_address, authentication, explaining, languages, looping, senders
from inbound_mail.authentication import Trust
from inbound_mail.deciding.locking import decide, lock, refuse_ended, require_engineer
from inbound_mail.models import InboundMail, MailAnswer, Status
from inbound_mail.parsed import ParsedMail
from inbound_mail.parsing import parse
from outbound_mail import message_ids, outbox
from outbound_mail.models import OutgoingMail
from sla.wording import PARIS
from tickets.actions.writing import NotPossible

# The kind of topic whose guard is `may_receive`.
TOPIC = "mail_answer"
# What stands of their words under ours.
QUOTED_CHARACTERS = 1500
REFERENCES_KEPT = 10


def may_receive(reference: str, address: str) -> bool:
    """The outbox's guard for "mail_answer:<id>": the sender of that mail, put aside since or not: a person wrote."""
    return InboundMail.objects.filter(pk=reference, from_address=address).exists()


def obstacle(mail: InboundMail, parsed: ParsedMail) -> str:
    """Why nobody can be answered, in words; empty when somebody can: a person may write by a list, a robot is none."""
    address = mail.from_address
    if not address:
        return _("Aucun expéditeur lisible\u00a0: personne à qui répondre.")
    if senders.ours({address}):
        return _("Envoyé depuis notre propre adresse\u00a0: répondre ferait une boucle.")
    if parsed.automatic in {"auto-reply", "bounce"} or looping.is_robot_address(address):
        return _("Un robot a écrit ce mail\u00a0: personne ne lirait la réponse.")
    if not explaining.is_sendable(address):
        return _("«\u00a0%(address)s\u00a0» n’est pas une adresse où l’on peut écrire.") % {
            "address": address
        }
    return ""


def must_verify(mail: InboundMail, parsed: ParsedMail) -> bool:
    """Whether the sender may be somebody else than it says (DMARC failed): an engineer vouches for it first."""
    return authentication.of_sender(mail, parsed) is Trust.FAILED


@transaction.atomic
def answer(
    mail: InboundMail,
    body: str,
    *,
    actor: User,
    at: datetime,
    submission_key: str,
    read: int,
    verified: bool = False,
) -> MailAnswer:
    """Answer the sender of `mail` by a mail of its own; what they answer comes back beside it (following.py).

    The same `submission_key` answers once. `read` is how many answers `actor` had in sight: one that a colleague sent
    meanwhile is read first. `verified`: `actor` vouches for an address that our server did not authenticate. Raises
    `NotPossible` when nobody can be answered, or when the mail has an end already.
    """
    require_engineer(actor)
    locked = lock(mail)
    known = MailAnswer.objects.filter(submission_key=submission_key).first()
    if known is not None:
        return known
    refuse_ended(locked)
    parsed = parse(locked.raw.content)
    _refuse(locked, parsed, body, read=read, verified=verified)
    outgoing = _put(locked, parsed, body, actor, at)
    sent = MailAnswer.objects.create(
        mail=locked, author=actor, body=body, sent_at=at, outgoing=outgoing, submission_key=submission_key
    )
    locked.status = Status.ANSWERED
    vouched = verified and must_verify(locked, parsed)
    decide(locked, _("Répondu, adresse vérifiée") if vouched else _("Répondu"), actor, at)
    return sent


def _refuse(mail: InboundMail, parsed: ParsedMail, body: str, *, read: int, verified: bool) -> None:
    if not body.strip():
        raise NotPossible(_("Écrivez votre texte avant de l’envoyer."))
    if why := obstacle(mail, parsed):
        raise NotPossible(why)
    if must_verify(mail, parsed) and not verified:
        raise NotPossible(
            _("L’expéditeur n’est pas authentifié\u00a0: vérifiez l’adresse, et dites-le, avant de répondre.")
        )
    unread = mail.answers.count() - read
    if unread > 0:
        raise NotPossible(
            ngettext(
                "Une réponse est partie entre-temps\u00a0: lisez-la, puis envoyez la vôtre si elle reste utile.",
                "%(count)d réponses sont parties entre-temps\u00a0: lisez-les, puis envoyez la vôtre si elle reste "
                "utile.",
                unread,
            )
            % {"count": unread}
        )


def _put(mail: InboundMail, parsed: ParsedMail, body: str, actor: User, at: datetime) -> OutgoingMail:
    person = senders.person(parsed.from_)
    language = person.language if person is not None else languages.of_mail(parsed)
    with translation.override(language):
        title = mail.subject or _("Votre mail au support technique d’EXER DATACOM")
        day = date_format(mail.received_at.astimezone(PARIS), "j F Y")
    return outbox.put(
        to=mail.from_address,
        template="held_answer",
        subject=title if title.lower().startswith("re:") else f"Re: {title}",
        context={
            "author_name": actor.full_name,
            "body": body,
            "day": day,
            "quoted": Truncator(parsed.reply.strip()).chars(QUOTED_CHARACTERS),
            "support_phone": settings.SUPPORT_PHONE,
        },
        language=language,
        at=at,
        topic=f"{TOPIC}:{mail.pk}",
        reply_to=answer_address.for_mail(mail.pk),
        headers=_threading(mail, parsed),
    )


def _threading(mail: InboundMail, parsed: ParsedMail) -> dict[str, str]:
    """In-Reply-To and References, of what came only what a header of ours may carry."""
    named = [*parsed.references[-REFERENCES_KEPT:], mail.mail_message_id]
    seen = [each for each in dict.fromkeys(named) if message_ids.is_sendable(each)]
    if not seen or seen[-1] != mail.mail_message_id:
        return {}
    return {"In-Reply-To": mail.mail_message_id, "References": " ".join(seen)}
