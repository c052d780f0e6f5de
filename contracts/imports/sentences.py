"""What a report says, in the active language: why a line is refused and what to do, what is to be known.

`facts` are what the sentence names: texts and numbers, days already as 31/12/2026.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contracts.imports.columns import label

Facts = Mapping[str, str | int]


def refusal(code: str, facts: Facts) -> str:
    """Why something cannot be taken over, and what to do about it."""
    return _REFUSALS[code]() % _named(facts)


def warning(code: str, facts: Facts) -> str:
    """Something to know that keeps nothing from being applied."""
    return _WARNINGS[code]() % _named(facts)


def thing(subject: str, key: str) -> str:
    """One contract, line, device, product or organisation by name."""
    return _THINGS[subject]() % {"name": key}


def _named(facts: Facts) -> dict[str, str | int]:
    """The facts with those that have a name in each language by it."""
    named = dict(facts)
    if "kind" in named:
        named["kind"] = _KINDS[str(named["kind"])]()
    if "missing_columns" in named:
        columns = str(named["missing_columns"]).split()
        named["missing_columns"] = ", ".join(_("«\u00a0%s\u00a0»") % label(column) for column in columns)
    return named


_KINDS: dict[str, Callable[[], str]] = {
    "centre": lambda: _("centre de support"),
    "reseller": lambda: _("revendeur"),
    "end_customer": lambda: _("client final"),
}

_THINGS: dict[str, Callable[[], str]] = {
    "contracts": lambda: _("contrat %(name)s"),
    "lines": lambda: _("ligne %(name)s"),
    "devices": lambda: _("matériel %(name)s"),
    "products": lambda: _("produit %(name)s"),
    "organisations": lambda: _("organisation %(name)s"),
}

_OF_THE_FILE: dict[str, Callable[[], str]] = {
    "empty_file": lambda: _("Le fichier est vide\u00a0: exportez-le de nouveau."),
    "too_large": lambda: _("Le fichier dépasse %(most)d\u00a0Mo\u00a0: envoyez-le en plusieurs parties."),
    "too_large_unpacked": lambda: _(
        "Le classeur est démesuré une fois décompressé\u00a0: exportez la liste en CSV."
    ),
    "too_many_lines": lambda: _(
        "Le fichier a plus de %(most)d\u00a0lignes\u00a0: envoyez-le en plusieurs parties."
    ),
    "old_workbook": lambda: _(
        "Le classeur est protégé par un mot de passe, ou d’un ancien format d’Excel\u00a0: "
        "enregistrez-le en .xlsx sans mot de passe, ou en CSV."
    ),
    "workbook_unreadable": lambda: _(
        "Le classeur est abîmé et ne se lit pas jusqu’au bout\u00a0: enregistrez-le de nouveau depuis Excel."
    ),
    "no_headers": lambda: _(
        "Aucune ligne d’en-têtes parmi les vingt premières. Trouvé\u00a0: %(found)s. Nommez les colonnes sur la "
        "première ligne\u00a0: Contrat, Niveau, Revendeur, Début, Fin, Numéro de série, Constructeur, Produit."
    ),
    "columns_missing": lambda: _(
        "Il manque %(missing_columns)s. Trouvé\u00a0: %(found)s. Ajoutez ces colonnes, ou renommez-les ainsi."
    ),
    "no_lines": lambda: _(
        "Aucune ligne sous les en-têtes\u00a0: vérifiez que l’export n’a pas été interrompu."
    ),
    "line_unreadable": lambda: _(
        "La ligne ne se lit pas, et rien de ce qui suit\u00a0: cherchez-y un guillemet ouvert et jamais refermé."
    ),
    "quotation_left_open": lambda: _(
        "Un guillemet ouvert ici n’est jamais refermé, et avale la fin du fichier\u00a0: refermez-le ou supprimez-le."
    ),
    "mass_withdrawal": lambda: _(
        "Ce fichier complet retirerait %(missing)d des %(running)d\u00a0lignes en cours, plus d’une sur cinq\u00a0: "
        "vérifiez que l’export est entier. Si c’est voulu, l’administrateur l’applique avec --allow-mass-withdrawal."
    ),
}

_OF_CELLS: dict[str, Callable[[], str]] = {
    "empty": lambda: _("La cellule est vide et ne peut pas l’être\u00a0: complétez-la."),
    "too_many_cells": lambda: _(
        "La ligne a plus de cellules que d’en-têtes\u00a0: mettez entre guillemets le texte qui contient un séparateur."
    ),
    "endless_cell": lambda: _(
        "La cellule dépasse %(longest)d\u00a0caractères\u00a0: cherchez-y un guillemet jamais refermé, ou "
        "raccourcissez-la."
    ),
    "too_long": lambda: _("%(length)d\u00a0caractères, %(longest)d au plus\u00a0: raccourcissez le texte."),
    "unreadable_sign": lambda: _(
        "La cellule contient un signe illisible\u00a0: retapez-la, ou exportez le fichier en UTF-8."
    ),
    "spreadsheet_error": lambda: _(
        "Le tableur a laissé ici une erreur au lieu d’une valeur\u00a0: corrigez la formule ou tapez la valeur."
    ),
    "formula_without_value": lambda: _(
        "Une formule sans résultat\u00a0: ouvrez le fichier dans Excel, recalculez et enregistrez, ou tapez la valeur."
    ),
    "destroyed_by_spreadsheet": lambda: _(
        "Le tableur a pris ce numéro pour une quantité et en a perdu les derniers chiffres\u00a0: mettez la colonne "
        "au format Texte, puis retapez-le."
    ),
    "serial_impossible": lambda: _(
        "Un numéro de série ne contient pas %(signs)s\u00a0: recopiez-le depuis l’étiquette du matériel."
    ),
    "date_unreadable": lambda: _("Ce n’est pas une date\u00a0: écrivez-la 31/12/2026 ou 2026-12-31."),
    "date_of_two_digits": lambda: _(
        "Une année à deux chiffres se lit de plusieurs façons\u00a0: écrivez-la avec quatre, comme 31/12/2026."
    ),
    "date_out_of_range": lambda: _(
        "L’année est hors de %(first)d à %(last)d\u00a0: corrigez-la\u00a0; un contrat sans fin n’existe pas."
    ),
    "neither_yes_nor_no": lambda: _("Écrivez oui ou non."),
    "ends_before_it_starts": lambda: _(
        "La fin précède le début, le %(start)s\u00a0: corrigez l’une des deux dates."
    ),
}

_OF_NAMES: dict[str, Callable[[], str]] = {
    "level_unknown": lambda: _("Niveau inconnu\u00a0: écrivez %(levels)s."),
    "sales_contact_unknown": lambda: _(
        "Personne du centre n’a cette adresse\u00a0: corrigez-la, ou invitez d’abord la personne."
    ),
    "name_ambiguous": lambda: _(
        "Plusieurs organisations s’écrivent ainsi aux accents près\u00a0: %(names)s. Écrivez le nom exact ou donnez le "
        "code."
    ),
    "name_of_another_kind": lambda: _(
        "Ce nom est celui d’une organisation d’une autre nature (%(kind)s)\u00a0: vérifiez que les colonnes ne "
        "sont pas interverties."
    ),
    "code_of_another_kind": lambda: _(
        "Ce code est celui de %(name)s, d’une autre nature (%(kind)s)\u00a0: vérifiez que les colonnes ne "
        "sont pas interverties."
    ),
    "code_unknown": lambda: _(
        "Code inconnu\u00a0: corrigez-le, ou donnez aussi le nom pour créer l’organisation."
    ),
    "name_has_another_code": lambda: _(
        "%(name)s a déjà un autre code, %(code)s\u00a0: corrigez le code ou le nom."
    ),
    "reseller_is_end_customer": lambda: _(
        "Le revendeur ne peut pas être aussi le client final\u00a0: laissez le client final vide s’il a pris le "
        "contrat pour lui-même."
    ),
    "product_ambiguous": lambda: _(
        "Plusieurs produits s’écrivent presque ainsi\u00a0: %(names)s. Écrivez le nom exact."
    ),
}

_OF_LINES: dict[str, Callable[[], str]] = {
    "line_twice": lambda: _(
        "Ce numéro de série figure déjà pour ce contrat, ligne %(line)d\u00a0: supprimez l’une des deux lignes."
    ),
    "contract_disagrees": lambda: _(
        "La ligne %(line)d dit %(value)s pour le même contrat\u00a0: mettez les deux d’accord."
    ),
    "product_disagrees": lambda: _(
        "La ligne %(line)d dit %(value)s pour le même produit\u00a0: mettez les deux d’accord."
    ),
    "device_disagrees": lambda: _(
        "La ligne %(line)d dit %(value)s pour le même numéro de série\u00a0: mettez les deux d’accord."
    ),
    "of_another_reseller": lambda: _(
        "Ce matériel est déjà couvert pour %(reseller)s par le contrat %(number)s, jusqu’au %(until)s inclus\u00a0: "
        "commencez celui-ci après, ou retirez d’abord le matériel de l’autre."
    ),
    "of_another_reseller_in_the_file": lambda: _(
        "Ce matériel est couvert les mêmes jours pour %(reseller)s par le contrat %(number)s, ligne %(line)d, jusqu’au "
        "%(until)s inclus\u00a0: corrigez les dates, ou donnez à l’autre ligne un jour de retrait."
    ),
}

_REFUSALS = _OF_THE_FILE | _OF_CELLS | _OF_NAMES | _OF_LINES

_WARNINGS: dict[str, Callable[[], str]] = {
    "column_unknown": lambda: _(
        "La colonne «\u00a0%(column)s\u00a0» n’a pas de sens ici\u00a0: elle est ignorée."
    ),
    "column_twice": lambda: _(
        "La colonne «\u00a0%(column)s\u00a0» répète une autre\u00a0: seule la première est lue."
    ),
    "organisation_made": lambda: _(
        "%(name)s n’est pas encore connu\u00a0: nouvelle organisation (%(kind)s)."
    ),
    "product_made": lambda: _("%(name)s n’est pas encore au catalogue\u00a0: nouveau produit."),
    "version_older": lambda: _(
        "La version connue est déjà la %(known)s, plus récente\u00a0: elle reste, une version ne redescend pas."
    ),
    "customer_of_another_reseller": lambda: _(
        "%(customer)s a pour revendeur habituel %(reseller)s\u00a0: le contrat l’emporte pour ce qu’il couvre."
    ),
    "contract_changes_hands": lambda: _(
        "Le contrat %(number)s passe de %(former)s à %(reseller)s, avec tous ses matériels\u00a0: vérifiez le numéro."
    ),
    "left_out": lambda: _(
        "Contrat %(number)s\u00a0: %(count)d de ses matériels ne sont pas dans le fichier, et en seront retirés."
    ),
    "withdrawn_before_it_was_known": lambda: _(
        "Déjà retiré, et jamais connu ici\u00a0: rien à faire. Un jour de retrait ferait garder le passé."
    ),
    "changes_hands": lambda: _(
        "Couvert à partir d’aujourd’hui\u00a0: jusqu’à hier le matériel l’était pour %(reseller)s par le contrat "
        "%(number)s."
    ),
}


def summary(counts: Mapping[str, Mapping[str, int]], refused: int, lines: int, *, applied: bool) -> list[str]:
    """The numbers of a report, a line of text for each kind of thing."""
    if refused:
        return [
            ngettext(
                "%(refused)d erreur, rien n’est appliqué. Lignes lues\u00a0: %(lines)d.",
                "%(refused)d erreurs, rien n’est appliqué. Lignes lues\u00a0: %(lines)d.",
                refused,
            )
            % {"refused": refused, "lines": lines}
        ]
    said = [
        _(
            "%(things)s\u00a0: nouveaux %(created)d, modifiés %(changed)d, retirés %(ended)d, inchangés %(unchanged)d"
        )
        % {"things": _PLURALS[subject](), **effects}
        for subject, effects in counts.items()
        if any(effects.values())
    ]
    done = _("Appliqué. Lignes lues\u00a0: %d.") if applied else _("Rien n’est écrit. Lignes lues\u00a0: %d.")
    return [*said, done % lines]


_PLURALS: dict[str, Callable[[], str]] = {
    "contracts": lambda: _("Contrats"),
    "lines": lambda: _("Lignes de contrat"),
    "devices": lambda: _("Matériels"),
    "products": lambda: _("Produits"),
    "organisations": lambda: _("Organisations"),
}
