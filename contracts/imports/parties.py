"""The organisations that a file names: found by code, else by name, else new."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import lru_cache

from accounts.models import Organisation
from accounts.plain_text import plain
from contracts.imports.columns import Column
from contracts.imports.findings import Wrong

Kind = Organisation.Kind


@dataclass(slots=True, eq=False)
class Party:
    """An organisation, known or about to be made; the same organisation is the same object.

    `line` is where the file names it first; `gets_code` says that a known one had no code until now.
    """

    name: str
    kind: str
    code: str | None
    pk: int | None = None
    reseller_id: int | None = None
    # Of a new end customer, the reseller that the file names first with it.
    first_reseller: Party | None = None
    line: int = 0
    gets_code: bool = False

    @property
    def is_new(self) -> bool:
        return self.pk is None


class Misnamed(Wrong):
    """An organisation that cannot be told, by what stands in `column`."""

    def __init__(self, column: Column, code: str, /, **facts: str | int) -> None:
        super().__init__(code, **facts)
        self.column = column


@lru_cache(maxsize=10_000)
def same_name(name: str) -> str:
    """What two ways to write a name have in common: letters without case nor accents, spaces made single."""
    return " ".join(plain(name).split())


@dataclass(slots=True)
class Parties:
    """All organisations by code and by name, those that the file makes among them.

    What was asked before is answered the same, be it a refusal.
    """

    by_pk: dict[int, Party] = field(default_factory=dict)
    by_code: dict[str, Party] = field(default_factory=dict)
    by_name: defaultdict[str, list[Party]] = field(default_factory=lambda: defaultdict(list))
    named: dict[tuple[str, str, str], Party | Misnamed] = field(default_factory=dict)

    def add(self, party: Party) -> None:
        """Make an organisation known."""
        if party.pk is not None:
            self.by_pk[party.pk] = party
        self.by_name[same_name(party.name)].append(party)
        if party.code:
            self.by_code[party.code] = party

    def find(self, kind: str, name: str, code: str, line: int) -> Party:
        """The organisation of this kind with this code or, without one, this name; either may be empty.

        An unknown one is made; `Misnamed` when it cannot be told which is meant.
        """
        asked = (kind, name, code)
        if asked not in self.named:
            try:
                self.named[asked] = self._find(kind, name, code, line)
            except Misnamed as misnamed:
                self.named[asked] = misnamed
        found = self.named[asked]
        if isinstance(found, Misnamed):
            raise found
        return found

    def mentioned(self) -> list[Party]:
        """The organisations that the file names, each once, in the order of the file."""
        return list(dict.fromkeys(found for found in self.named.values() if isinstance(found, Party)))

    def _find(self, kind: str, name: str, code: str, line: int) -> Party:
        columns = _COLUMNS[kind]
        if code and (known := self.by_code.get(code)) is not None:
            if known.kind != kind:
                raise Misnamed(columns[1], "code_of_another_kind", name=known.name, kind=known.kind)
            return known
        if not name:
            raise Misnamed(columns[1], "code_unknown")
        party = self._by_name(kind, name, columns[0])
        if party is None:
            party = Party(name, kind, code or None, line=line)
            self.add(party)
        elif code and party.code is None:
            party.code, party.gets_code, party.line = code, not party.is_new, line
            self.by_code[code] = party
        elif code:
            raise Misnamed(columns[1], "name_has_another_code", name=party.name, code=party.code or "")
        return party

    def _by_name(self, kind: str, name: str, column: Column) -> Party | None:
        alike = self.by_name.get(same_name(name), [])
        found = [party for party in alike if party.kind == kind]
        if len(found) > 1:
            found = [party for party in found if party.name.lower() == name.lower()] or found
        if len(found) > 1:
            names = ", ".join(sorted(party.name for party in found))
            raise Misnamed(column, "name_ambiguous", names=names)
        if not found and alike:
            raise Misnamed(column, "name_of_another_kind", kind=alike[0].kind, line=alike[0].line)
        return found[0] if found else None


_COLUMNS = {
    Kind.RESELLER.value: (Column.RESELLER, Column.RESELLER_CODE),
    Kind.END_CUSTOMER.value: (Column.END_CUSTOMER, Column.END_CUSTOMER_CODE),
}


def load() -> Parties:
    """The organisations of the database; one query."""
    parties = Parties()
    rows = Organisation.objects.order_by("pk").values_list("pk", "name", "kind", "erp_code", "reseller_id")
    for pk, name, kind, code, reseller in rows.iterator(chunk_size=5000):
        parties.add(Party(name, kind, code, pk=pk, reseller_id=reseller))
    return parties
