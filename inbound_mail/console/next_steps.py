"""What to do with a mail that ended without a ticket, in words: each reason has its next step."""

from __future__ import annotations

from django.utils.translation import gettext as _

from inbound_mail.models import InboundMail, Status
from inbound_mail.reasons import Reason


def todo(mail: InboundMail) -> str:
    """What an engineer does next, in the active language; empty where nothing is to be done."""
    if mail.status == Status.ANSWERED:
        return _("La réponse est partie. Ce que son auteur répondra se rangera ici.")
    if not mail.may_be_decided:
        return ""
    return _todos().get(mail.reason, "")


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
        Reason.TOO_LARGE: _("L’expéditeur a été prévenu. Répondez-lui où déposer ses fichiers s’il insiste."),
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
