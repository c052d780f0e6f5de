"""A problem that comes back on one model in one version, and the note that is begun from it and waits for a reader."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from contracts.models import Product
from cst.demo import cast, stories
from cst.demo.days import Days
from knowledge import editing, publishing
from knowledge.editing import Content
from knowledge.models import Note
from tickets.actions import using_notes
from tickets.models import Ticket

MARC = cast.PEOPLE[2].email
CLAIRE = cast.PEOPLE[6].email
SWITCH = "X465-PREM-0002"
TITLE = "X465-24W\u00a0: ports PoE coupés après un redémarrage"
TEXT = """\
Après un redémarrage, les ports PoE d’un X465-24W ne s’allument pas, ou un sur deux.

# Ce qu’on voit

- `show inline-power` dit `Searching` sur des ports où un poste est branché.
- Le commutateur lui-même répond.

# Que faire

1. Redonnez du courant à ces ports :

```
disable inline-power ports 1-24
enable inline-power ports 1-24
```

2. S’ils retombent, relevez `show inline-power stats ports 1-24` et ouvrez un incident.
"""


def load(now: datetime) -> None:
    """Play every story that has not been played yet; `now` is the day the world is built."""
    stories.play(STORIES, Days(now), now)
    _note_to_review(now)


def ports_without_power(days: Days, now: datetime) -> None:
    _incident("ports_without_power", days.at(6, 9, 20), "Les bornes de l’étage 2 ne s’allument plus")


def phones_without_power(days: Days, now: datetime) -> None:
    _incident("phones_without_power", days.at(4, 14, 5), "Téléphones éteints après la maintenance")


def every_second_port(days: Days, now: datetime) -> None:
    _incident("every_second_port", days.at(2, 10, 40), "Un port PoE sur deux sans courant")


STORIES: tuple[Callable[[Days, datetime], None], ...] = (
    ports_without_power,
    phones_without_power,
    every_second_port,
)


def _incident(story: str, at: datetime, subject: str) -> None:
    body = "Depuis le redémarrage du commutateur, « show inline-power » dit Searching."
    stories.open_request(story, MARC, at, serial=SWITCH, severity=3, subject=subject, body=body)


def _note_to_review(now: datetime) -> None:
    """Claire wrote it from these incidents, and proposed it this morning."""
    if Note.objects.filter(title=TITLE).exists():
        return
    claire, product = cast.person(CLAIRE), Product.objects.get(name="X465-24W")
    content = Content(TITLE, TEXT.strip(), products=(product.pk,), versions_from="32.5", versions_to="32.5.1")
    row = editing.begin(content, by=claire, at=now)
    keys = [f"demo:{story.__name__}" for story in STORIES]
    using_notes.begin_from(row, Ticket.objects.filter(submission_key__in=keys), by=claire, at=now)
    publishing.submit(row, by=claire, at=now - timedelta(hours=2))
