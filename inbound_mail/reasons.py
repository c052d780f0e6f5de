"""Why a mail ended as it did: stable codes, and the sentences that engineers read."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from inbound_mail.models import InboundMail


class Reason(models.TextChoices):
    """The ends that mail itself decides; a request that reached the verdict carries the verdict's own code."""

    REPLY = "reply", _("Réponse d’une personne du ticket.")
    REOPENED = "reopened", _("Réponse à un ticket clos depuis peu\u00a0: il est rouvert.")
    STAFF_ANSWER = "staff_answer", _("Réponse authentifiée d’un ingénieur du ticket\u00a0: publiée.")
    STAFF_NOTE = (
        "staff_note",
        _("Mail d’un ingénieur\u00a0: ajouté comme note interne, jamais publié sans preuve."),
    )
    VENDOR = (
        "vendor",
        _("Mail du constructeur, reconnu au numéro de son dossier\u00a0: ajouté comme note interne."),
    )
    STAFF_REQUEST = (
        "staff_request",
        _("Mail d’une personne du CST hors de tout ticket\u00a0: ouvrez-le au nom du client concerné."),
    )
    ATTACHED = "attached", _("Rattaché par un ingénieur, comme note interne.")
    ANSWERS_US = (
        "answers_us",
        _("Suite d’un échange sans ticket\u00a0: son auteur répond à la réponse d’un ingénieur."),
    )
    BOUNCE = "bounce", _("Un de nos mails n’a pas été remis.")
    AUTO_REPLY = "auto_reply", _("Réponse automatique\u00a0: ni réponse, ni changement d’état, ni horloge.")
    MAILING_LIST = "mailing_list", _("Message d’une liste ou d’un envoi en nombre\u00a0: aucune réponse.")
    OWN_ADDRESS = "own_address", _("Envoyé depuis notre propre adresse\u00a0: répondre ferait une boucle.")
    NO_SENDER = "no_sender", _("Aucun expéditeur lisible\u00a0: personne à qui répondre.")
    NOT_AUTHENTICATED = (
        "not_authenticated",
        _(
            "L’expéditeur n’est pas authentifié (DMARC)\u00a0: aucun droit, aucune réponse, un ingénieur décide."
        ),
    )
    REQUESTER_UNKNOWN = "requester_unknown", _("L’adresse n’est celle d’aucune personne connue.")
    TOO_LARGE = "too_large", _("Le mail dépasse la taille admise\u00a0: seul son début est conservé.")
    SAME_MAIL = "same_mail", _("Le même mail est déjà arrivé.")
    PROCESSING_FAILED = "processing_failed", _("Le traitement a échoué à chaque essai.")


def sentence(mail: InboundMail) -> str:
    """Why `mail` ended as it did, in the active language; empty while it waits."""
    if mail.reason in Reason.values:
        return str(Reason(mail.reason).label)
    if mail.ticket is not None:
        return mail.ticket.verdict_text.text
    return ""
