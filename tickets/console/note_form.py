"""The form of a technical note: its fields, its draft, and what it remembers of the note that it was opened on."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.plain_text import plain
from contracts.models import Family, Product
from knowledge import editing
from knowledge.editing import Content
from knowledge.models import LONGEST_TEXT, Note
from tickets.drafting.request_form import TOO_LONG

# Products that one note names, and names that the field proposes.
MOST_PRODUCTS, PROPOSED = 40, 500
_FAMILY = "family_"
_BASE = "base_"
# The fields of a note whose name in the form is another.
_TYPED_AS = {"products": ("products",), "families": tuple(f"{_FAMILY}{family}" for family in Family)}


class NoteForm(forms.Form):
    """The shape of a note. `base_…` are the marks of what it said when the form was opened (knowledge/editing.py)."""

    title = forms.CharField(
        label=gettext_lazy("Titre"),
        max_length=160,
        error_messages={
            "required": gettext_lazy("Donnez un titre\u00a0: le produit, puis le symptôme."),
            "max_length": TOO_LONG,
        },
    )
    text = forms.CharField(
        label=gettext_lazy("Texte"),
        help_text=gettext_lazy(
            "Markdown\u00a0: # titre, **gras**, listes avec -, commandes entre ```, tableaux avec |."
        ),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 18}),
        error_messages={"required": gettext_lazy("Écrivez quoi faire."), "max_length": TOO_LONG},
    )
    title_en = forms.CharField(
        label=gettext_lazy("Titre en anglais"),
        max_length=160,
        required=False,
        widget=forms.TextInput(attrs={"lang": "en"}),
        error_messages={"max_length": TOO_LONG},
    )
    text_en = forms.CharField(
        label=gettext_lazy("Texte en anglais"),
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 12, "lang": "en"}),
        error_messages={"max_length": TOO_LONG},
    )
    products = forms.CharField(
        label=gettext_lazy("Produits"),
        help_text=gettext_lazy("Les modèles, séparés par des virgules."),
        max_length=2000,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "list": "products", "data-several": ","}),
        error_messages={"max_length": TOO_LONG},
    )
    versions_from = forms.CharField(
        label=gettext_lazy("À partir de la version"), max_length=40, required=False
    )
    versions_to = forms.CharField(label=gettext_lazy("Jusqu’à la version"), max_length=40, required=False)
    audience = forms.ChoiceField(
        label=gettext_lazy("Lecteurs"), choices=Note.Audience, widget=forms.RadioSelect
    )
    tickets = forms.CharField(required=False, max_length=4000, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for family in Family:
            self.fields[f"{_FAMILY}{family}"] = forms.BooleanField(label=family.label, required=False)
        for name in editing.FIELDS:
            self.fields[f"{_BASE}{name}"] = forms.CharField(
                required=False, max_length=40, widget=forms.HiddenInput
            )

    @property
    def families(self) -> list[forms.BoundField]:
        """The boxes of the families, for the page."""
        return [self[f"{_FAMILY}{family}"] for family in Family]

    def clean_text(self) -> str:
        return _one_kind_of_line_ends(self.cleaned_data["text"])

    def clean_text_en(self) -> str:
        return _one_kind_of_line_ends(self.cleaned_data["text_en"])

    def clean_products(self) -> tuple[int, ...]:
        """The products that the names mean; one that means none, or several, is said."""
        names = [" ".join(name.split()) for name in self.cleaned_data["products"].split(",")]
        return _products(list(dict.fromkeys(name for name in names if name)))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        title, text = cleaned.get("title_en", ""), cleaned.get("text_en", "")
        if bool(title) != bool(text):
            missing = "text_en" if title else "title_en"
            self.add_error(missing, _("L’anglais a un titre et un texte, ou ni l’un ni l’autre."))
        return cleaned

    def content(self) -> Content:
        """What was typed, for the verb."""
        data = self.cleaned_data
        return Content(
            title=data["title"],
            text=data["text"],
            title_en=data["title_en"],
            text_en=data["text_en"],
            products=data["products"],
            families=tuple(sorted(family for family in Family if data[f"{_FAMILY}{family}"])),
            versions_from=data["versions_from"],
            versions_to=data["versions_to"],
            audience=data["audience"],
        )

    def base(self) -> dict[str, str]:
        """The marks of what the note said when the form was opened."""
        return {name: str(self.cleaned_data[f"{_BASE}{name}"]) for name in editing.FIELDS}


NAMES = frozenset(
    {*NoteForm.base_fields, *_TYPED_AS["families"], *(f"{_BASE}{name}" for name in editing.FIELDS)}
)


@dataclass(frozen=True, slots=True)
class Clash:
    """A field that a colleague changed meanwhile: what they wrote, and whether the form holds it already."""

    label: str
    theirs: str
    is_taken: bool


def shown(note: Note) -> dict[str, Any]:
    """The fields of a note that is to be changed; one query for its products."""
    content = editing.content_of(note)
    return _typed(content) | _marks(content)


def merged(form: NoteForm, changed: editing.ChangedMeanwhile) -> tuple[dict[str, Any], list[Clash]]:
    """The form to send again when a colleague wrote meanwhile, and what they changed, field by field.

    What only they changed is taken; where both wrote, one's own words stay in the field, and theirs beside it.
    """
    mine, theirs = form.content(), changed.theirs
    left_alone = editing.untouched(mine, form.base())
    theirs_typed = _typed(theirs)
    values = _typed(mine) | _marks(theirs) | {"tickets": form.cleaned_data["tickets"]}
    clashes = []
    for name in changed.changed:
        taken = name in left_alone
        if taken:
            values |= {each: theirs_typed[each] for each in _TYPED_AS.get(name, (name,))}
        clashes.append(Clash(_label(form, name), _said(theirs, theirs_typed, name), taken))
    return values, clashes


def proposed_names() -> list[str]:
    """What the field of products proposes."""
    return list(Product.objects.order_by("name", "pk").values_list("name", flat=True).distinct()[:PROPOSED])


def _typed(content: Content) -> dict[str, Any]:
    return {
        "title": content.title,
        "text": content.text,
        "title_en": content.title_en,
        "text_en": content.text_en,
        "products": ", ".join(_names(content.products)),
        "versions_from": content.versions_from,
        "versions_to": content.versions_to,
        "audience": content.audience,
        **{f"{_FAMILY}{family}": family in content.families for family in Family},
    }


def _marks(content: Content) -> dict[str, str]:
    return {f"{_BASE}{name}": mark for name, mark in editing.seen(content).items()}


def _label(form: NoteForm, name: str) -> str:
    return _("Familles") if name == "families" else str(form.fields[name].label)


def _said(content: Content, typed: Mapping[str, Any], name: str) -> str:
    if name == "families":
        return ", ".join(str(Family(family).label) for family in content.families)
    if name == "audience":
        return str(Note.Audience(content.audience).label)
    return str(typed[name])


def _names(products: Collection[int]) -> list[str]:
    """The names as they are typed; with the maker's where two makers have one."""
    rows = list(Product.objects.filter(pk__in=products).select_related("vendor").order_by("name", "pk"))
    shared = _shared(rows)
    return [f"{row.vendor} {row.name}" if plain(row.name) in shared else row.name for row in rows]


def _shared(rows: Iterable[Product]) -> set[str]:
    """The plain names that several products of the catalogue bear, of those of `rows`."""
    wanted = [row.name for row in rows]
    names = [plain(name) for name in Product.objects.filter(name__in=wanted).values_list("name", flat=True)]
    return {name for name in names if names.count(name) > 1}


def _products(names: list[str]) -> tuple[int, ...]:
    if len(names) > MOST_PRODUCTS:
        raise forms.ValidationError(
            _("%(most)s produits au plus\u00a0: cochez plutôt une famille.") % {"most": MOST_PRODUCTS}
        )
    if not names:
        return ()
    which = Q()
    for name in names:
        which |= Q(name__iexact=name)
        # Behind the name of its maker, which may be of several words.
        words = name.split()
        for start in range(1, min(len(words), 4)):
            which |= Q(name__iexact=" ".join(words[start:]))
    found: dict[str, set[int]] = {}
    for row in Product.objects.filter(which).select_related("vendor"):
        for name in (row.name, f"{row.vendor} {row.name}"):
            found.setdefault(plain(name), set()).add(row.pk)
    chosen = set()
    for name in names:
        keys = found.get(plain(name), set())
        if not keys:
            raise forms.ValidationError(_unknown(name))
        if len(keys) > 1:
            raise forms.ValidationError(
                _("Plusieurs constructeurs ont un «\u00a0%s\u00a0»\u00a0: écrivez d’abord lequel.") % name
            )
        chosen |= keys
    return tuple(sorted(chosen))


def _unknown(name: str) -> str:
    known = {plain(each): each for each in Product.objects.values_list("name", flat=True)[:PROPOSED]}
    meant = get_close_matches(plain(name), known, n=1, cutoff=0.6)
    if meant:
        return _(
            "Aucun produit ne s’appelle «\u00a0%(name)s\u00a0». Vouliez-vous écrire «\u00a0%(meant)s\u00a0»\u202f?"
        ) % {
            "name": name,
            "meant": known[meant[0]],
        }
    return _("Aucun produit du catalogue ne s’appelle «\u00a0%s\u00a0».") % name


def _one_kind_of_line_ends(text: str) -> str:
    """A browser sends each end of a line as two signs: what comes back unchanged stays unchanged."""
    return text.replace("\r\n", "\n").replace("\r", "\n")
