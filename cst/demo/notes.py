"""Technical notes of the demo world, on products of its cast; note_texts/ holds their texts, one file a language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from contracts.models import Product
from cst.demo import cast
from knowledge import publishing
from knowledge.models import Note, NoteProduct

TEXTS = Path(__file__).parent / "note_texts"


@dataclass(frozen=True, slots=True)
class CastNote:
    """A note of the cast; it was published `days` before the world is built, or is a draft (None)."""

    slug: str
    title: str
    days: int | None
    products: tuple[str, ...] = ()
    families: tuple[str, ...] = ()
    title_en: str = ""
    versions_from: str = ""
    versions_to: str = ""
    audience: str = "everybody"


NOTES = (
    CastNote(
        "tunnel-ipsec-fortigate-apres-mise-a-jour",
        "FortiGate\u00a0: tunnel IPsec qui tombe après une mise à jour",
        days=6,
        products=("FortiGate 100F", "FortiGate 60E"),
        title_en="FortiGate: IPsec tunnel drops after an upgrade",
        versions_from="7.2.0",
        versions_to="7.4.4",
    ),
    CastNote(
        "stormshield-haute-disponibilite-desynchronisee",
        "Stormshield\u00a0: haute disponibilité désynchronisée",
        days=21,
        products=("SN310",),
        title_en="Stormshield: high availability out of sync",
        versions_from="4.3",
    ),
    CastNote(
        "borne-extreme-deconnectee-de-xiq",
        "Borne Extreme\u00a0: déconnectée d’ExtremeCloud IQ",
        days=34,
        products=("AP305C",),
        families=("wireless",),
        title_en="Extreme access point: disconnected from ExtremeCloud IQ",
        versions_from="10.4",
    ),
    CastNote(
        "commutateur-extreme-pile-et-boucle",
        "Commutateurs Extreme\u00a0: processeur à 100\u00a0% et ports qui flappent",
        days=52,
        products=("X465-24W",),
        versions_from="31.7",
        versions_to="32.1",
    ),
    CastNote(
        "fortigate-chemin-de-mise-a-jour",
        "FortiGate\u00a0: monter de version sans perdre la configuration",
        days=80,
        products=("FortiGate 100F", "FortiGate 60E"),
        audience="resellers",
    ),
    CastNote(
        "quoi-relever-avant-d-ouvrir",
        "Quoi relever avant d’ouvrir un incident de production",
        days=None,
    ),
)


def load(at: datetime) -> None:
    """Create whatever note is missing; `at` is now. Nothing that exists is changed."""
    author = cast.person("claire.martin@exer.example")
    for each in NOTES:
        row, is_new = Note.objects.get_or_create(
            slug=each.slug,
            defaults={
                "title": each.title,
                "text": _text(each, "fr"),
                "title_en": each.title_en,
                "text_en": _text(each, "en") if each.title_en else "",
                "families": list(each.families),
                "versions_from": each.versions_from,
                "versions_to": each.versions_to,
                "audience": each.audience,
                "author": author,
            },
        )
        if not is_new:
            continue
        for product in Product.objects.filter(name__in=each.products):
            NoteProduct.objects.create(note=row, product=product)
        if each.days is not None:
            published_at = at - timedelta(days=each.days)
            publishing.publish(row, by=cast.person("hugo.leroy@exer.example"), at=published_at)
            Note.objects.filter(pk=row.pk).update(created_at=published_at, updated_at=published_at)


def _text(each: CastNote, language: str) -> str:
    return (TEXTS / f"{each.slug}.{language}.md").read_text("utf-8").strip()
