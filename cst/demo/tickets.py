"""The tickets of the demo world, made through the real verbs, one story a function.

Every instant is worked out from the day the world is built, so that the queue always holds something late,
something due and something answered. A story whose ticket exists already is left alone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from contracts.models import Vendor
from cst.demo import cast, stories
from cst.demo.days import Days
from tickets.actions import assigning, closing, escalating, estimating, passing, qualifying, replying, waiving
from tickets.files import NewFile
from tickets.models import Status

JEAN, LEA, MARC = cast.PEOPLE[0].email, cast.PEOPLE[1].email, cast.PEOPLE[2].email
SOPHIE, PAUL = cast.PEOPLE[3].email, cast.PEOPLE[4].email
CLAIRE, HUGO = cast.PEOPLE[6].email, cast.PEOPLE[7].email


def load(now: datetime) -> None:
    """Play every story that has not been played yet; `now` is the day the world is built."""
    stories.play(STORIES, Days(now))


def deadline_across_lunch(days: Days) -> None:
    """Received 11:07, answered 14:20: the promise of two working hours went over lunch, and was kept."""
    at = days.at(1, 11, 7)
    ticket = stories.open_request(
        "deadline_across_lunch", JEAN, at, serial="FG100F-PREM-0001", severity=1,
        subject="Le tunnel IPsec vers le site de Lille tombe toutes les dix minutes",
        body="Depuis la mise à jour de cette nuit, le tunnel se coupe toutes les dix minutes environ. "
        "Toute la radiologie est arrêtée.\n\nNous avons redémarré le boîtier et vérifié les clés : rien n’y fait.",
        files=[
            NewFile("schema-lille.txt", b"Siege -- IPsec -- Lille\n", "diagram"),
            NewFile("diag-fg100f.txt", b"# diag debug app ike -1\nike 0: IKE SA deleted\n", "report"),
            NewFile("backup.conf", b"config system global\nset hostname FG100F\nend\n", "configuration"),
        ],
    )  # fmt: skip
    later = days.at(1, 11, 21)
    replying.note(
        ticket,
        stories.said(
            "deadline_across_lunch",
            HUGO,
            later,
            "Même symptôme corrigé en 7.4.5. À vérifier avant d’ouvrir chez l’éditeur.",
        ),
        at=later,
    )
    later = days.at(1, 14, 20)
    replying.reply(
        ticket,
        stories.said(
            "deadline_across_lunch",
            CLAIRE,
            later,
            "Bonjour Jean,\n\nPouvez-vous confirmer la version exacte des deux membres du cluster ?\n\nClaire",
        ),
        at=later,
    )


def deadline_across_a_holiday(days: Days) -> None:
    """Opened on the eve of a public holiday, solved after it."""
    at = days.eve_of_last_holiday()
    ticket = stories.open_request(
        "deadline_across_a_holiday", MARC, at, serial="X465-PREM-0002", severity=2,
        subject="Perte d’un lien d’agrégation après remplacement d’un module SFP+",
        body="Le port 25 ne remonte plus dans le LAG. Le trafic passe par le second lien.",
    )  # fmt: skip
    assert ticket.due_at is not None
    answer = ticket.due_at - timedelta(minutes=25)
    closing.resolve(
        ticket,
        stories.said(
            "deadline_across_a_holiday",
            CLAIRE,
            answer,
            "Bonjour Marc,\n\nCe module n’est pas compatible avec cette version : le 10301 l’est.\n\nClaire",
        ),
        at=answer,
    )
    closing.close(ticket, actor=cast.person(MARC), at=answer + timedelta(hours=3))


def overdue(days: Days) -> None:
    """Two hours and a half of working time ago, severity 1, nobody answered."""
    at = days.before(timedelta(hours=2, minutes=35))
    stories.open_request(
        "overdue", SOPHIE, at, serial="FG100F-PREM-0001", severity=1,
        subject="Plus d’accès à Internet depuis ce matin",
        body="Aucun poste n’accède à Internet. L’interface wan1 est bien montée. Le voyant HA clignote.",
    )  # fmt: skip


def due_soon(days: Days) -> None:
    """Severity 2, half an hour of working time left."""
    at = days.before(timedelta(hours=3, minutes=30))
    ticket = stories.open_request(
        "due_soon", JEAN, at, serial="FG100F-PREM-0001", severity=2,
        subject="Authentification VPN SSL refusée pour un groupe d’utilisateurs",
        body="Les membres du groupe « Astreinte » sont refusés depuis lundi. Contournement : compte local.",
    )  # fmt: skip
    assigning.assign(ticket, cast.person(CLAIRE), actor=cast.person(HUGO), at=at + timedelta(minutes=5))


def new_minor(days: Days) -> None:
    """A minor problem that has just come in."""
    at = days.before(timedelta(minutes=40))
    stories.open_request(
        "new_minor", MARC, at, serial="X465-PREM-0002", severity=3,
        subject="Supervision SNMP : compteurs à zéro sur une pile de trois",
        body="Les compteurs d’interfaces des membres 2 et 3 restent à zéro. Aucun effet sur le trafic.",
    )  # fmt: skip


def to_qualify(days: Days) -> None:
    """A mail without serial number: its clock runs on the strictest promise until somebody qualifies it."""
    at = days.before(timedelta(minutes=55))
    stories.open_request(
        "to_qualify", JEAN, at, channel="mail", subject="Coupures Wi-Fi chez un client",
        body="Bonjour,\n\nUn de nos clients a des coupures Wi-Fi le matin. Pouvez-vous nous aider ?\n\nJean Petit",
    )  # fmt: skip


def standard_by_mail(days: Days) -> None:
    """Vendor maintenance, severity 2: in order of arrival."""
    at = days.before(timedelta(hours=9))
    ticket = stories.open_request(
        "standard_by_mail", LEA, at, channel="mail", serial="SN310-STD-0001",
        subject="SN310 : règle de filtrage ignorée après import",
        body="Bonjour,\n\nDepuis l’import de la politique, la règle 14 n’est plus prise en compte.\n\nLéa Noël",
    )  # fmt: skip
    later = at + timedelta(minutes=20)
    qualifying.qualify(
        ticket,
        qualifying.Qualification(severity=2, serial="SN310-STD-0001", kind="incident"),
        actor=cast.person(CLAIRE),
        at=later,
    )


def standard_without_commitment(days: Days) -> None:
    """Vendor maintenance, severity 4: no commitment, at the end of the queue."""
    at = days.before(timedelta(hours=16))
    ticket = stories.open_request(
        "standard_without_commitment", JEAN, at, channel="mail", serial="SN310-STD-0001",
        subject="Question sur la rotation des journaux",
        body="Bonjour,\n\nPeut-on garder les journaux au-delà de 90 jours sur ce modèle ?\n\nJean",
    )  # fmt: skip
    qualifying.qualify(
        ticket,
        qualifying.Qualification(severity=4, serial="SN310-STD-0001", kind="incident"),
        actor=cast.person(HUGO),
        at=at + timedelta(minutes=45),
    )


def at_the_vendor(days: Days) -> None:
    """Answered, then escalated: a case at Fortinet."""
    at = days.at(3, 9, 30)
    ticket = stories.open_request(
        "at_the_vendor", SOPHIE, at, serial="FG100F-PREM-0001", severity=2,
        subject="Redémarrage inattendu du membre secondaire",
        body="Le membre secondaire a redémarré deux fois cette semaine. Le service est assuré par le premier.",
    )  # fmt: skip
    later = days.at(3, 10, 40)
    replying.reply(
        ticket,
        stories.said(
            "at_the_vendor",
            CLAIRE,
            later,
            "Bonjour Sophie,\n\nLe journal montre un défaut mémoire. J’ouvre un dossier chez Fortinet.\n\nClaire",
        ),
        at=later,
        then=Status.OPEN,
    )
    escalating.escalate(
        ticket,
        escalating.Case(
            Vendor.objects.get(name="Fortinet"), "FTNT-88123", "Analyse d’un défaut mémoire en cours."
        ),
        actor=cast.person(CLAIRE),
        at=later + timedelta(minutes=15),
    )


def customer_came_back(days: Days) -> None:
    """Answered once; the customer wrote again, the ball is with the centre."""
    at = days.at(2, 14, 5)
    ticket = stories.open_request(
        "customer_came_back", JEAN, at, serial="FG100F-PREM-0001", severity=3,
        subject="Alerte de certificat sur le portail captif",
        body="Les visiteurs voient une alerte de certificat depuis le renouvellement.",
    )  # fmt: skip
    later = days.at(2, 15, 10)
    replying.reply(
        ticket,
        stories.said(
            "customer_came_back",
            CLAIRE,
            later,
            "Bonjour Jean,\n\nLa chaîne intermédiaire est-elle importée ?\n\nClaire",
        ),
        at=later,
    )
    later = days.at(1, 9, 20)
    replying.reply(
        ticket,
        stories.said(
            "customer_came_back",
            JEAN,
            later,
            "Oui, elle l’est, et l’alerte reste la même sur Chrome seulement.",
        ),
        at=later,
    )


def refused_and_waived(days: Days) -> None:
    """An expired contract, opened all the same by a lead."""
    at = days.at(2, 10, 15)
    ticket = stories.open_request(
        "refused_and_waived", MARC, at, channel="mail", serial="AP305-EXP-0001",
        subject="Bornes AP305C déconnectées du contrôleur",
        body="Bonjour,\n\nLe lycée n’a plus de Wi-Fi. Le renouvellement est en cours chez vous.\n\nMarc Blanc",
    )  # fmt: skip
    ticket = waiving.waive(
        ticket,
        "Renouvellement signé ce matin, en cours de saisie chez Inès.",
        actor=cast.person(HUGO),
        at=days.at(2, 10, 40),
    )
    later = days.at(2, 11, 30)
    replying.reply(
        ticket,
        stories.said(
            "refused_and_waived",
            CLAIRE,
            later,
            "Bonjour Marc,\n\nLe contrôleur refuse leur version : je vous envoie la marche à suivre.\n\nClaire",
        ),
        at=later,
    )


def refused(days: Days) -> None:
    """Out of the catalogue: refused, explained, kept."""
    at = days.at(1, 16, 30)
    stories.open_request(
        "refused", JEAN, at, channel="mail", serial="ASA5506-EOL-0001",
        subject="ASA 5506 : VPN AnyConnect refusé",
        body="Bonjour,\n\nAnyConnect refuse la connexion depuis la mise à jour de Windows.\n\nJean Petit",
    )  # fmt: skip


def passed_to_reseller(days: Days) -> None:
    """Paul's product has no Premium: his request is in his reseller's hands by itself."""
    at = days.at(1, 9, 45)
    stories.open_request(
        "passed_to_reseller", PAUL, at, serial="SN310-STD-0001", severity=3,
        subject="Accès lent au serveur de fichiers",
        body="Depuis une semaine, ouvrir un plan prend une minute. Rien n’a changé de notre côté.",
    )  # fmt: skip


def passed_to_centre(days: Days) -> None:
    """Paul wrote to the centre; his reseller had it, looked, and passed it on with what it found."""
    at = days.at(2, 9, 10)
    ticket = stories.open_request(
        "passed_to_centre", PAUL, at, channel="mail", serial="SN310-STD-0001",
        subject="Plus de VPN pour les chantiers",
        body="Bonjour,\n\nDepuis ce matin, les tablettes des chantiers n’accèdent plus au bureau.\n\nPaul Dubois",
    )  # fmt: skip
    later = days.at(2, 11, 35)
    findings = stories.said(
        "passed_to_centre",
        JEAN,
        later,
        "Vérifié avec M. Dubois : la liaison Internet est bonne, les tablettes aussi. Le boîtier refuse les "
        "connexions depuis le renouvellement de son certificat, hier soir ; le journal est joint.",
    )
    passing.pass_to_centre(
        ticket,
        passing.Escalation(
            subject="SN310 : VPN SSL refusé depuis le renouvellement du certificat",
            serial="SN310-STD-0001",
            severity=2,
            words=replace(findings, files=[NewFile("sn310.log", b"SSL VPN: bad certificate\n", "report")]),
        ),
        at=later,
    )
    later = days.at(2, 15, 20)
    replying.reply(
        ticket,
        stories.said(
            "passed_to_centre",
            CLAIRE,
            later,
            "Bonjour Jean, bonjour Paul,\n\nLa chaîne du nouveau certificat manque au boîtier : l’importer suffit. "
            "Dites-nous si les tablettes reviennent.\n\nClaire",
        ),
        at=later,
    )


def estimate_to_approve(days: Days) -> None:
    """Assistance on the PS credit: two hours proposed, Jean decides."""
    at = days.at(1, 11, 0)
    ticket = stories.open_request(
        "estimate_to_approve", JEAN, at, kind="assistance", subject="Aide à la segmentation du réseau invité",
        body="Nous voudrions isoler le réseau invité de la clinique sur un VLAN dédié.",
    )  # fmt: skip
    estimating.propose(
        ticket,
        120,
        "Revue du plan d’adressage, création du VLAN et des règles, essai avec vous.",
        actor=cast.person(CLAIRE),
        at=days.at(1, 15, 30),
    )


STORIES: tuple[Callable[[Days], None], ...] = (
    deadline_across_a_holiday,
    at_the_vendor,
    customer_came_back,
    refused_and_waived,
    passed_to_reseller,
    passed_to_centre,
    standard_without_commitment,
    deadline_across_lunch,
    estimate_to_approve,
    refused,
    standard_by_mail,
    due_soon,
    overdue,
    to_qualify,
    new_minor,
)
