"""Why a mailbox cannot be read, in words, and what to do: the errors of the network, of servers and of providers."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Trouble:
    """One kind of error; both sentences are for a lead who can change the mailbox."""

    title: Promise
    advice: Promise


_CERTIFICATE = Trouble(
    _("Le certificat du serveur n’est pas reconnu."),
    _(
        "Vérifiez le nom du serveur. S’il est à vous, donnez le certificat de votre autorité dans IMAP_CA_FILE\u202f; "
        "le mot de passe n’a pas été envoyé."
    ),
)
_EXPIRED = Trouble(
    _("Le certificat du serveur a expiré."),
    _("Son administrateur doit le renouveler. Le mot de passe n’a pas été envoyé."),
)
_OTHER_NAME = Trouble(
    _("Le certificat du serveur est celui d’un autre nom."),
    _("Écrivez le serveur comme son certificat le nomme. Le mot de passe n’a pas été envoyé."),
)
_NO_TLS = Trouble(
    _("Le serveur ne parle pas TLS sur ce port."),
    _("Choisissez STARTTLS avec le port 143, ou TLS dès la connexion avec le port 993."),
)
_HOST = Trouble(
    _("Le serveur n’est pas trouvé."),
    _("Vérifiez son nom, et que le CST peut le résoudre (DNS)."),
)
_REFUSED = Trouble(
    _("Le serveur refuse la connexion."),
    _("Vérifiez le port, et qu’aucun pare-feu ne le ferme."),
)
_SILENT = Trouble(
    _("Le serveur ne répond pas."),
    _(
        "Vérifiez le port et le pare-feu. S’il est seulement lent, rien à faire\u00a0: le prochain relevé reprend."
    ),
)
_CUT = Trouble(
    _("Le serveur a coupé la connexion."),
    _("Souvent passager\u00a0: le prochain relevé reprend où celui-ci s’est arrêté."),
)
_TOKEN = Trouble(
    _("Le fournisseur refuse le jeton."),
    _(
        "Le consentement a été retiré ou le secret de l’application a expiré\u00a0: donnez un nouveau jeton "
        "d’actualisation, ou un nouveau secret."
    ),
)
_PASSWORD = Trouble(
    _("Le serveur refuse l’identifiant ou le mot de passe."),
    _(
        "Saisissez-les de nouveau. Chez Microsoft 365 et Google, un mot de passe ne suffit plus\u00a0: "
        "choisissez OAuth2, et ouvrez l’IMAP pour cette boîte."
    ),
)
_FOLDER = Trouble(
    _("Le dossier n’existe pas sur le serveur."),
    _("Écrivez-le comme le serveur le nomme, par exemple INBOX ou INBOX/Support."),
)
_MAIL = Trouble(
    _("Un mail ne peut pas être lu\u00a0: le serveur lui-même échoue."),
    _(
        "Les suivants sont pris. Déplacez ce mail hors du dossier avec un logiciel de messagerie, "
        "puis envoyez-le au CST par un autre chemin."
    ),
)
_UNTOLD = Trouble(
    _("Un mail est pris, mais le serveur ne le range pas."),
    _(
        "Rien n’est perdu, les suivants sont pris aussi. Vérifiez que le dossier des mails pris existe, "
        "qu’il n’est pas plein et que le CST a le droit d’y écrire."
    ),
)
_OTHER = Trouble(
    _("La boîte ne peut pas être relevée."),
    _("Le message du serveur, ci-dessous, dit pourquoi. Le prochain relevé essaie de nouveau."),
)

# The first that is found in "<kind of error>: <its text>", as fetching.py wrote it down.
_SIGNS: tuple[tuple[str, Trouble], ...] = (
    (r"certificate has expired", _EXPIRED),
    (r"(Hostname|IP address) mismatch|doesn't match", _OTHER_NAME),
    (r"CERTIFICATE_VERIFY_FAILED", _CERTIFICATE),
    (r"WRONG_VERSION_NUMBER|UNKNOWN_PROTOCOL|RECORD_LAYER_FAILURE|STARTTLS", _NO_TLS),
    (r"^NoToken|invalid_grant|invalid_client", _TOKEN),
    (r"^UnreadableMail", _MAIL),
    (r"^UntoldMail", _UNTOLD),
    (r"^LoginError|AUTHENTICATIONFAILED|AUTHENTICATE failed|Invalid credentials", _PASSWORD),
    (r"select failed|examine failed|NONEXISTENT|Unknown Mailbox|doesn't exist", _FOLDER),
    (r"^gaierror|^UnicodeError|Name or service not known|nodename nor servname", _HOST),
    (r"^ConnectionRefusedError|No route to host|Network is unreachable", _REFUSED),
    (r"timed out|^TimeoutError|^timeout", _SILENT),
    (r"^Connection(Reset|Aborted)Error|^BrokenPipeError|^SSLEOFError|EOF|^abort|^IMAPClientAbortError", _CUT),
)


def trouble(error: str) -> Trouble | None:
    """What `error` (`Mailbox.last_error`) means; None while there is none."""
    if not error:
        return None
    return next((meant for sign, meant in _SIGNS if re.search(sign, error, re.IGNORECASE)), _OTHER)
