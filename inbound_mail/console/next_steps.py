"""What to do with a mail that ended without a ticket, in words: each reason has its next step."""

from __future__ import annotations

from django.utils.translation import gettext as _

from inbound_mail import explaining
from inbound_mail.deciding import answering
from inbound_mail.models import InboundMail, Status
from inbound_mail.parsed import ParsedMail
from inbound_mail.reasons import Reason


def todo(mail: InboundMail, parsed: ParsedMail | None) -> str:
    """What an engineer does next, in the active language; empty where nothing is to be done.

    `parsed` is that mail, None once its bytes were erased.
    """
    if mail.status == Status.ANSWERED:
        return _("La réponse est partie. Ce que son auteur répondra se rangera ici.")
    if not mail.may_be_decided:
        return ""
    if mail.reason == Reason.TOO_LARGE:
        return _too_large(mail, parsed)
    return _todos().get(mail.reason, "")


def _too_large(mail: InboundMail, parsed: ParsedMail | None) -> str:
    """Whether its sender was told that it was too large, and if not why (explaining.py)."""
    if explaining.was_told(mail):
        return _("L’expéditeur a été prévenu. Répondez-lui où déposer ses fichiers s’il insiste.")
    if parsed is not None and answering.must_verify(mail, parsed):
        return _(
            "L’expéditeur n’a pas été prévenu, car il n’est pas authentifié\u00a0: appelez la personne à un numéro que "
            "vous connaissez déjà."
        )
    if mail.is_history:
        return _(
            "L’expéditeur n’a pas été prévenu, car le mail est arrivé avant que la boîte soit à nous\u00a0: "
            "répondez-lui s’il attend encore."
        )
    if parsed is not None and (parsed.automatic != "no" or answering.obstacle(mail, parsed)):
        return _("L’expéditeur n’a pas été prévenu\u00a0: aucune personne ne semble avoir écrit ce mail.")
    return _(
        "L’expéditeur n’a pas été prévenu\u00a0: il l’a déjà été depuis moins d’un jour, ou trop d’adresses l’ont été "
        "à la fois. Répondez-lui où déposer ses fichiers."
    )


def _todos() -> dict[str, str]:
    return {
        Reason.NO_SENDER: _(
            "Lisez le texte\u00a0: s’il dit qui écrit, ouvrez-le en son nom ou rattachez-le\u202f; sinon écartez-le."
        ),
        Reason.NOT_AUTHENTICATED: _(
            "Appelez la personne à un numéro que vous connaissez déjà. Si elle a bien écrit, ouvrez le mail en son "
            "nom\u202f; sinon écartez-le."
        ),
        Reason.REQUESTER_UNKNOWN: _(
            "Si c’est un client connu sous une autre adresse, ouvrez le mail en son nom\u202f; sinon répondez-lui, ou "
            "écartez le mail."
        ),
        Reason.STAFF_REQUEST: _("Ouvrez-le au nom du client, ou rattachez-le au ticket dont il parle."),
        Reason.ANSWERS_US: _("Lisez l’échange, puis répondez, ouvrez un ticket ou écartez le mail."),
        Reason.BOUNCE: _("Vérifiez l’adresse auprès de la personne, par téléphone."),
        Reason.AUTO_REPLY: _(
            "Rien à faire, sauf si une personne a écrit\u00a0: rattachez-le alors à son ticket."
        ),
        Reason.MAILING_LIST: _(
            "Rien à faire, sauf si une personne a écrit\u00a0: répondez, ouvrez ou rattachez alors."
        ),
        Reason.OWN_ADDRESS: _(
            "Cherchez ce qui nous écrit en notre nom, une redirection souvent, puis écartez le mail."
        ),
        Reason.PROCESSING_FAILED: _(
            "L’erreur est ci-dessous. Rejouez le mail une fois la cause corrigée\u202f; son contenu est intact."
        ),
    }
