"""Text compared without case and accents, as people type it: "reseau" finds « Réseau Plus ».

`field__holds="words"` compares through the database's own cst_plain(), which trigram indexes are built on
(accounts/migrations/0002). An unaccented comparison of PostgreSQL is not immutable, hence not indexable.
"""

from __future__ import annotations

import unicodedata
from typing import Any

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import CharField, Lookup, TextField
from django.db.models.sql.compiler import SQLCompiler

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss"})


def plain(text: str) -> str:
    """`text` in small letters without accents, for comparisons that the database has no part in."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.lower().translate(_LIGATURES))
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign))


class Plain(models.Func):
    """cst_plain(field): small letters, no accents."""

    function = "cst_plain"
    output_field = TextField()


def trigram_index(*fields: str, name: str) -> GinIndex:
    """The index behind `field__holds`, of one field or of several that are sought together."""
    return GinIndex(*(OpClass(Plain(field), name="gin_trgm_ops") for field in fields), name=name)


@CharField.register_lookup
@TextField.register_lookup
class Holds(Lookup[Any]):
    """True when the field holds these words somewhere, case and accents put aside."""

    lookup_name = "holds"
    prepare_rhs = False

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, tuple[str | int, ...]]:
        column, parameters = self.process_lhs(compiler, connection)
        # The database makes both sides plain: its rules know letters that no rule of ours would.
        words = connection.ops.prep_for_like_query(str(self.rhs))
        return f"cst_plain({column}) LIKE cst_plain(%s)", (*parameters, f"%{words}%")
