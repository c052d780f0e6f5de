"""What a verdict says, in the active language: title, sentence, next step, articles of the charter."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import quote

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from contracts.decision import Kind, Outcome, Reason, RequesterKind, Verdict
from contracts.models import Channel
from sla import wording


@dataclass(frozen=True, slots=True)
class NextStep:
    """What the reader can do now. `url` is empty when the page offers it as a button of its own."""

    code: str
    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class VerdictText:
    """A verdict ready to be shown; the components of the templates read these names."""

    verdict: str
    reason: str
    title: str
    text: str
    level_text: str
    rules_text: str
    next_step: NextStep | None

    @property
    def full_text(self) -> str:
        """Title and sentence in one line; a covered product's sentence begins with its name, the others stand alone."""
        if self.verdict != Outcome.ACCEPTED:
            return f"{self.title}. {self.text}"
        return _("%(title)s\u00a0: %(text)s") % {"title": self.title, "text": self.text}


def say(verdict: Verdict) -> VerdictText:
    """The verdict in words, in the active language."""
    sentence = COVERED[verdict.kind] if verdict.reason is Reason.COVERED else SENTENCES[verdict.reason]
    return VerdictText(
        verdict=verdict.outcome,
        reason=verdict.reason,
        title=_title(verdict),
        text=sentence(verdict),
        level_text=_level_text(verdict),
        rules_text=_rules_text(verdict.rules),
        next_step=next_step(verdict),
    )


def short_date(day: date) -> str:
    """31/03/2027, as the charter's readers write it."""
    return day.strftime("%d/%m/%Y")


def hours(minutes: int) -> str:
    """390 minutes as "6h30"; whole hours as "6h"."""
    return wording.duration(timedelta(minutes=minutes))


def _title(verdict: Verdict) -> str:
    titles = {
        Reason.COVERED: _("Couvert"),
        Reason.CHANNEL_NOT_INCLUDED: _("Par mail"),
        Reason.CONTACT_YOUR_RESELLER: _("Par votre revendeur"),
        Reason.NO_PS_CREDIT: _("Crédit-temps nécessaire"),
    }
    if verdict.reason in titles:
        return titles[verdict.reason]
    return _("Non couvert") if verdict.outcome is Outcome.REFUSED else _("À vérifier")


def _level_text(verdict: Verdict) -> str:
    if verdict.kind is Kind.ASSISTANCE:
        return _("Option PS") if verdict.is_accepted else ""
    if verdict.contract is None:
        return ""
    return _("%(level)s jusqu’au %(end)s") % {
        "level": verdict.contract.level_name,
        "end": short_date(verdict.contract.ends_on),
    }


def _rules_text(rules: tuple[str, ...]) -> str:
    articles: list[str] = []
    for rule in rules:
        article = {"CH-0": _("préambule"), "CH-PS": _("option PS")}.get(rule) or rule[3:].partition(".")[0]
        if article not in articles:
            articles.append(article)
    return _("charte %(articles)s") % {"articles": ", ".join(articles)}


def _product(verdict: Verdict) -> str:
    device = verdict.device
    assert device is not None
    return _("%(product)s n°\u00a0%(serial)s") % {"product": device.product, "serial": device.serial}


def _channel_name(channel: str) -> str:
    return {
        Channel.MAIL: pgettext("canal", "mail"),
        Channel.WEB: pgettext("canal", "portail"),
        Channel.PHONE: pgettext("canal", "téléphone"),
    }[Channel(channel)]


def _covered_incident(verdict: Verdict) -> str:
    contract = verdict.contract
    assert contract is not None
    if verdict.is_escalated:  # CH-II.2 names no channel
        return _("%(product)s, %(level)s jusqu’au %(end)s, transmis par %(reseller)s (%(rules)s).") % {
            "product": _product(verdict),
            "level": contract.level_name,
            "end": short_date(contract.ends_on),
            "reseller": contract.reseller,
            "rules": _rules_text(verdict.rules),
        }
    return _("%(product)s, %(level)s jusqu’au %(end)s, %(channel)s autorisé (%(rules)s).") % {
        "product": _product(verdict),
        "level": contract.level_name,
        "end": short_date(contract.ends_on),
        "channel": _channel_name(verdict.channel),
        "rules": _rules_text(verdict.rules),
    }


def _covered_session(verdict: Verdict) -> str:
    return _(
        "%(product)s\u00a0: session à distance possible, en lecture seule, sans aucune modification."
    ) % {"product": _product(verdict)}


def _covered_assistance(verdict: Verdict) -> str:
    return _(
        "Assistance sur votre crédit-temps\u00a0: il reste %(left)s. Vous approuvez une estimation avant tout travail."
    ) % {"left": hours(verdict.credit_minutes)}


COVERED: dict[Kind, Callable[[Verdict], str]] = {
    Kind.INCIDENT: _covered_incident,
    Kind.REMOTE_SESSION: _covered_session,
    Kind.ASSISTANCE: _covered_assistance,
}


def _channel_not_included(verdict: Verdict) -> str:
    contract = verdict.contract
    assert contract is not None
    return _(
        "%(product)s est couvert en %(level)s, qui s’ouvre par %(channels)s\u00a0: écrivez à %(address)s."
    ) % {
        "product": _product(verdict),
        "level": contract.level_name,
        "channels": ", ".join(_channel_name(channel) for channel in contract.channels),
        "address": settings.SUPPORT_ADDRESS,
    }


def _contact_your_reseller(verdict: Verdict) -> str:
    contract = verdict.contract
    assert contract is not None
    return _(
        "Sans option Premium sur %(product)s, votre revendeur %(reseller)s assure le premier niveau."
    ) % {
        "product": _product(verdict),
        "reseller": contract.reseller,
    }


def _contract_expired(verdict: Verdict) -> str:
    contract = verdict.contract
    assert contract is not None
    if contract.withdrawn:
        return _(
            "%(product)s n’est plus couvert depuis le %(day)s\u00a0: il a été retiré du contrat %(number)s."
        ) % {
            "product": _product(verdict),
            "day": short_date(contract.ends_on + timedelta(days=1)),
            "number": contract.number,
        }
    return _("Le contrat %(number)s de %(product)s s’est terminé le %(end)s.") % {
        "number": contract.number,
        "product": _product(verdict),
        "end": short_date(contract.ends_on),
    }


def _contract_not_started(verdict: Verdict) -> str:
    contract = verdict.contract
    assert contract is not None
    return _("Le contrat %(number)s de %(product)s ne commence que le %(start)s.") % {
        "number": contract.number,
        "product": _product(verdict),
        "start": short_date(contract.starts_on),
    }


def _version_not_supported(verdict: Verdict) -> str:
    device = verdict.device
    assert device is not None
    return _("%(product)s est en version %(installed)s\u00a0; le support commence à la %(oldest)s.") % {
        "product": _product(verdict),
        "installed": device.installed_version,
        "oldest": device.oldest_supported_version,
    }


def _end_of_support(verdict: Verdict) -> str:
    device = verdict.device
    assert device is not None and device.end_of_support is not None
    return _("Le support de %(product)s par son constructeur s’est arrêté le %(end)s.") % {
        "product": _product(verdict),
        "end": short_date(device.end_of_support),
    }


def _no_ps_credit(verdict: Verdict) -> str:
    if verdict.requester is RequesterKind.END_CUSTOMER:
        return _(
            "L’installation et la configuration relèvent de l’option PS, un crédit-temps que votre revendeur peut "
            "prendre pour vous."
        )
    return _(
        "L’installation et la configuration relèvent de l’option PS, et votre crédit-temps est vide\u00a0: "
        "contactez votre commercial pour obtenir un devis."
    )


SENTENCES: dict[Reason, Callable[[Verdict], str]] = {
    Reason.CHANNEL_NOT_INCLUDED: _channel_not_included,
    Reason.CONTACT_YOUR_RESELLER: _contact_your_reseller,
    Reason.NO_PS_CREDIT: _no_ps_credit,
    Reason.CONTRACT_EXPIRED: _contract_expired,
    Reason.CONTRACT_NOT_STARTED: _contract_not_started,
    Reason.PRODUCT_NOT_IN_CATALOGUE: lambda verdict: (
        _("%(product)s ne figure plus à notre catalogue\u00a0: le CST n’en assure pas le support.")
        % {"product": _product(verdict)}
    ),
    Reason.PRODUCT_END_OF_SUPPORT: _end_of_support,
    Reason.VERSION_NOT_SUPPORTED: _version_not_supported,
    Reason.REMOTE_SESSION_NEEDS_PREMIUM: lambda verdict: (
        _("La session à distance est réservée au support Premium\u00a0; %(product)s n’en dispose pas.")
        % {"product": _product(verdict)}
    ),
    Reason.PRODUCT_UNKNOWN: lambda verdict: (
        _(
            "Nous ne trouvons pas le numéro de série %(serial)s parmi vos produits\u00a0: "
            "un ingénieur vérifie votre demande."
        )
        % {"serial": verdict.serial}
    ),
    Reason.PRODUCT_TO_IDENTIFY: lambda verdict: _(
        "Aucun numéro de série n’est indiqué\u00a0: un ingénieur identifie le produit concerné."
    ),
    Reason.REQUESTER_UNKNOWN: lambda verdict: _(
        "Votre adresse n’est pas connue du CST\u00a0: un ingénieur vérifie si votre demande peut être ouverte."
    ),
}


def next_step(verdict: Verdict) -> NextStep | None:
    """What to do now, given this verdict."""
    if verdict.requester is RequesterKind.END_CUSTOMER and verdict.reason in _FOR_THE_RESELLER:
        return NextStep("contact_reseller", _FOR_THE_RESELLER[verdict.reason]())
    return _NEXT_STEPS[verdict.reason](verdict)


def _pass_to_reseller(verdict: Verdict) -> NextStep:
    assert verdict.contract is not None
    return NextStep("pass_to_reseller", _("Transmettre ma demande à %s") % verdict.contract.reseller)


def _update(verdict: Verdict) -> NextStep:
    assert verdict.device is not None
    return NextStep("update", _("Mettre d’abord à jour en %s") % verdict.device.oldest_supported_version)


def _ask_sales(sentence: Callable[[], str]) -> Callable[[Verdict], NextStep]:
    return lambda verdict: NextStep("contact_sales", sentence(), _sales_mail(verdict))


# An end customer's salesperson is their reseller.
_FOR_THE_RESELLER: dict[Reason, Callable[[], str]] = {
    Reason.NO_PS_CREDIT: lambda: _("Contacter votre revendeur"),
    Reason.CONTRACT_EXPIRED: lambda: _("Demander le renouvellement à votre revendeur"),
    Reason.PRODUCT_NOT_IN_CATALOGUE: lambda: _("Parler du remplacement à votre revendeur"),
    Reason.PRODUCT_END_OF_SUPPORT: lambda: _("Parler du remplacement à votre revendeur"),
}

_NEXT_STEPS: dict[Reason, Callable[[Verdict], NextStep]] = {
    Reason.COVERED: lambda verdict: NextStep("open", _("Ouvrir la demande")),
    Reason.CHANNEL_NOT_INCLUDED: lambda verdict: NextStep(
        "write_mail", _("Écrire à %s") % settings.SUPPORT_ADDRESS, prefilled_mail(verdict)
    ),
    Reason.CONTACT_YOUR_RESELLER: _pass_to_reseller,
    Reason.NO_PS_CREDIT: _ask_sales(lambda: _("Demander un devis à votre commercial")),
    Reason.CONTRACT_EXPIRED: _ask_sales(lambda: _("Demander le renouvellement à votre commercial")),
    Reason.CONTRACT_NOT_STARTED: lambda verdict: NextStep("wait", _("Attendre le début du contrat")),
    Reason.PRODUCT_NOT_IN_CATALOGUE: _ask_sales(lambda: _("Parler du remplacement à votre commercial")),
    Reason.PRODUCT_END_OF_SUPPORT: _ask_sales(lambda: _("Parler du remplacement à votre commercial")),
    Reason.VERSION_NOT_SUPPORTED: _update,
    Reason.REMOTE_SESSION_NEEDS_PREMIUM: _ask_sales(
        lambda: _("Demander l’option Premium à votre commercial")
    ),
    Reason.PRODUCT_UNKNOWN: lambda verdict: NextStep(
        "check_serial", _("Vérifier le numéro, ou envoyer la demande à vérifier")
    ),
    Reason.PRODUCT_TO_IDENTIFY: lambda verdict: NextStep(
        "give_serial", _("Indiquer le numéro de série, ou envoyer la demande à qualifier")
    ),
    Reason.REQUESTER_UNKNOWN: lambda verdict: NextStep(
        "wait", _("Attendre la réponse d’un ingénieur, ou écrire depuis une adresse connue")
    ),
}


def prefilled_mail(verdict: Verdict) -> str:
    """A mailto: address whose subject names the product and its serial, and whose body asks what we need (CH-III.2)."""
    subject = _("Incident %(product)s") % {"product": _product(verdict)}
    body = _(
        "Numéro de série\u00a0: %(serial)s\n"
        "Impact\u00a0: \n"
        "Que se passe-t-il, et depuis quand\u00a0? \n"
        "Qu’est-ce qui a changé\u00a0? \n"
        "Qu’avez-vous essayé\u00a0? \n\n"
        "Joignez si possible un schéma, un rapport technique et une sauvegarde de configuration."
    ) % {"serial": verdict.serial}
    return f"mailto:{settings.SUPPORT_ADDRESS}?subject={quote(subject)}&body={quote(body)}"


def _sales_mail(verdict: Verdict) -> str:
    subject = _("Produit %s") % verdict.serial if verdict.serial else _("Crédit-temps PS")
    return f"mailto:{settings.SALES_ADDRESS}?subject={quote(subject)}"
