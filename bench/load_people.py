"""People at work in their browsers: what an engineer and a customer do, one step after the other, with time to read."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import NamedTuple
from urllib.parse import urljoin

import requests

TIMEOUT = 30.0
# How often a customer who fills the form in sends it, and one who reads a ticket answers.
OPENS, ANSWERS = 0.3, 0.5


class Asked(NamedTuple):
    """One request: what for, how long it took in seconds, and what was wrong with it, if anything."""

    what: str
    seconds: float
    wrong: str


class _Forms(HTMLParser):
    """The hidden fields of the form with that action: its key, its token, what its page has shown."""

    def __init__(self, action: str) -> None:
        super().__init__()
        self.action = action
        self.fields: dict[str, str] = {}
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "form":
            self._inside = found.get("action") == self.action and found.get("method") == "post"
        elif tag == "input" and self._inside and found.get("type") == "hidden" and found.get("name"):
            self.fields[str(found["name"])] = found.get("value") or ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False


@dataclass
class Person:
    """One browser with a session of its own. `name` makes what it writes findable; `reads` is its pace in seconds."""

    name: str
    address: str
    cookie: str
    tickets: list[str]
    reads: tuple[float, float]
    asked: list[Asked] = field(default_factory=list)
    written: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.random = random.Random(self.name)
        self.browser = requests.Session()
        self.browser.cookies.set("sessionid", self.cookie)
        # A server closes what is idle; a browser asks again, this one takes a new connection each time.
        self.browser.headers["Connection"] = "close"

    def work(self, day: Callable[[Person], Iterator[None]], until: threading.Event) -> None:
        """Go through a day again and again, reading between two steps, until told to stop."""
        until.wait(self.random.uniform(0, self.reads[1]))
        while True:
            for _step in day(self):
                if until.wait(self.random.uniform(*self.reads)):
                    return

    def look(self, what: str, path: str) -> str:
        """Ask for a page; its text, empty when something was wrong."""
        return self._ask(what, "GET", path, 200)

    def send(
        self, what: str, page: str, path: str, fields: Mapping[str, str], *, to: str = "", goes_on: int = 302
    ) -> bool:
        """Send the form of `page` for `path` there, or `to` another place; whether the answer was `goes_on`."""
        forms = _Forms(path)
        forms.feed(page)
        if not forms.fields:
            self.asked.append(Asked(what, 0.0, f"no form for {path}"))
            return False
        return bool(self._ask(what, "POST", to or path, goes_on, {**forms.fields, **fields}))

    def _ask(
        self, what: str, method: str, path: str, expected: int, data: dict[str, str] | None = None
    ) -> str:
        started = time.perf_counter()
        wrong, text = "", ""
        try:
            answer = self.browser.request(
                method, urljoin(self.address, path), data=data, timeout=TIMEOUT, allow_redirects=False
            )
            text = answer.text or "sent"
            if answer.status_code != expected:
                wrong, text = f"{answer.status_code}", ""
        except requests.RequestException as error:
            wrong = type(error).__name__
        self.asked.append(Asked(what, time.perf_counter() - started, wrong))
        return text

    def words(self) -> str:
        """Something that nobody else wrote; kept once it was sent."""
        return f"Bonjour, voici le relevé demandé. ({self.name}, {len(self.written)})"


def engineer(person: Person) -> Iterator[None]:
    """The queue, a ticket, a note or an answer, the queue that asks for itself again."""
    person.look("queue", "/console/")
    yield
    number = person.random.choice(person.tickets)
    page = person.look("ticket, console", f"/console/tickets/{number}/")
    yield
    person.look("queue again", "/console/?vue=a-repondre&page=1")
    yield
    box = "notes" if person.random.random() < ANSWERS else "messages"
    words = person.words()
    if page and person.send(f"write, {box}", page, f"/console/tickets/{number}/{box}/", {"body": words}):
        person.written.append(words)
    yield
    person.look("search, console", "/console/recherche/?q=tunnel")
    yield


def customer(person: Person) -> Iterator[None]:
    """Home, the list, a ticket, an answer to it, and now and then a new incident."""
    person.look("home", "/portail/")
    yield
    person.look("list", "/portail/incidents/")
    yield
    number = person.random.choice(person.tickets)
    page = person.look("ticket, portal", f"/portail/incidents/{number}/")
    yield
    if person.random.random() < ANSWERS:
        words = person.words()
        path = f"/portail/incidents/{number}/messages/"
        if page and person.send("write, portal", page, path, {"body": words}):
            person.written.append(words)
        yield
    person.look("search, portal", "/portail/incidents/?q=chassis")
    yield
    opening = "/portail/incidents/nouveau/"
    form = person.look("opening form", opening)
    yield
    incident = {"kind": "incident", "serial": "FG100F-PREM-0001", "severity": "3"}
    if form:
        person.send("coverage", form, opening, incident, to="/portail/couverture/", goes_on=200)
    yield
    if form and person.random.random() < OPENS:
        words = person.words()
        told = {**incident, "subject": "Lenteurs", "description": words}
        if person.send("open an incident", form, opening, told):
            person.written.append(words)
        yield
