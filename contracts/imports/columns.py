"""The columns of a file of contracts, known by their headers however these are written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _

from accounts.plain_text import plain


class Column(StrEnum):
    """What a column says; docs/rules/importing.md has the headers."""

    NUMBER = "number"
    LEVEL = "level"
    RESELLER = "reseller"
    RESELLER_CODE = "reseller_code"
    END_CUSTOMER = "end_customer"
    END_CUSTOMER_CODE = "end_customer_code"
    STARTS_ON = "starts_on"
    ENDS_ON = "ends_on"
    SALES_CONTACT = "sales_contact"
    SERIAL = "serial"
    VENDOR = "vendor"
    PRODUCT = "product"
    VERSION = "version"
    SITE = "site"
    WITHDRAWN = "withdrawn"
    IN_CATALOGUE = "in_catalogue"
    OLDEST_VERSION = "oldest_version"
    END_OF_SUPPORT = "end_of_support"


# Each of these has a column of its own; of the reseller's name and code, one is enough.
REQUIRED = (
    Column.NUMBER,
    Column.LEVEL,
    Column.STARTS_ON,
    Column.ENDS_ON,
    Column.SERIAL,
    Column.VENDOR,
    Column.PRODUCT,
)
RESELLER = (Column.RESELLER, Column.RESELLER_CODE)

# The headers that name each column, as `squeezed` makes them: no case, accents, spaces nor punctuation.
_HEADERS = {
    Column.NUMBER: "contrat ncontrat ndecontrat nocontrat nodecontrat nducontrat numcontrat numerocontrat "
    "numerodecontrat numeroducontrat referencecontrat refcontrat contract contractnumber contractno contractid",
    Column.LEVEL: "niveau niveaudesupport niveausupport niveaudeservice niveauducontrat support typedecontrat "
    "typecontrat level supportlevel servicelevel contracttype",
    Column.RESELLER: "revendeur nomrevendeur nomdurevendeur partenaire nompartenaire reseller resellername partner "
    "partnername",
    Column.RESELLER_CODE: "coderevendeur codedurevendeur coderev codepartenaire numerorevendeur resellercode "
    "resellerid partnercode partnerid",
    Column.END_CUSTOMER: "clientfinal nomclientfinal nomduclientfinal client nomclient nomduclient utilisateurfinal "
    "endcustomer endcustomername enduser endusername customer customername",
    Column.END_CUSTOMER_CODE: "codeclientfinal codeduclientfinal codeclient codeduclient endcustomercode "
    "endcustomerid endusercode customercode customerid",
    Column.STARTS_ON: "debut datedebut datededebut debutcontrat debutducontrat datedebutcontrat "
    "datededebutducontrat start startson startdate contractstart begin",
    Column.ENDS_ON: "fin datefin datedefin fincontrat finducontrat datefincontrat datedefinducontrat echeance "
    "datedecheance end endson enddate contractend expiry expirydate expirationdate",
    Column.SALES_CONTACT: "commercial emailcommercial mailcommercial emailducommercial mailducommercial "
    "adressecommercial contactcommercial salescontact salesemail sales salesperson accountmanager",
    Column.SERIAL: "serie nserie noserie nodeserie ndeserie numserie numerodeserie numeroserie numerosdeserie sn "
    "serial serialnumber serialno",
    Column.VENDOR: "constructeur marque editeur fabricant fournisseur vendor manufacturer brand",
    Column.PRODUCT: "produit modele designation libelleproduit product productname model",
    Column.VERSION: "version versioninstallee firmware versionfirmware installedversion firmwareversion",
    Column.SITE: "site lieu emplacement siteinstallation sitedinstallation location",
    Column.WITHDRAWN: "retire retirele retrait dateretrait datederetrait withdrawn withdrawnon withdrawal "
    "withdrawaldate removed removedon",
    Column.IN_CATALOGUE: "aucatalogue catalogue encatalogue incatalogue catalog incatalog",
    Column.OLDEST_VERSION: "plusancienneversionsupportee versionminimale versionminimum versionmini "
    "oldestsupportedversion minimumversion",
    Column.END_OF_SUPPORT: "findesupport finsupport datefinsupport datedefindesupport eos eol endofsupport "
    "endofsupportdate",
}
_COLUMNS = {header: column for column, headers in _HEADERS.items() for header in headers.split()}


@dataclass(frozen=True, slots=True)
class Layout:
    """Where each known column stands and what it is called there; the unknown ones by name; `width` in columns."""

    places: dict[Column, int]
    headers: dict[Column, str]
    unknown: tuple[str, ...]
    twice: tuple[str, ...]
    width: int

    @property
    def missing(self) -> tuple[Column, ...]:
        """The required columns that the file has not; the reseller's name stands for its name or code."""
        missing = [column for column in REQUIRED if column not in self.places]
        if not any(column in self.places for column in RESELLER):
            missing.append(Column.RESELLER)
        return tuple(missing)


def layout(cells: Sequence[str]) -> Layout:
    """What a line of headers names; the first of two columns of the same meaning counts, the other is in `twice`."""
    places: dict[Column, int] = {}
    headers: dict[Column, str] = {}
    unknown, twice = [], []
    for place, cell in enumerate(cells):
        header = " ".join(cell.split())
        column = _COLUMNS.get(squeezed(header))
        if column is None:
            unknown += [header] if header else []
        elif column in places:
            twice.append(header)
        else:
            places[column], headers[column] = place, header
    return Layout(places, headers, tuple(unknown), tuple(twice), len(cells))


def squeezed(header: str) -> str:
    """Letters and digits alone, small, without accents: "N° de série" is "nodeserie", "N de serie" "ndeserie"."""
    return "".join(sign for sign in plain(header) if sign.isalnum())


def label(column: str) -> str:
    """The name of a column, in the active language: the header that we propose."""
    return {
        Column.NUMBER: _("Contrat"),
        Column.LEVEL: _("Niveau"),
        Column.RESELLER: _("Revendeur"),
        Column.RESELLER_CODE: _("Code revendeur"),
        Column.END_CUSTOMER: _("Client final"),
        Column.END_CUSTOMER_CODE: _("Code client final"),
        Column.STARTS_ON: _("Début"),
        Column.ENDS_ON: _("Fin"),
        Column.SALES_CONTACT: _("Commercial"),
        Column.SERIAL: _("Numéro de série"),
        Column.VENDOR: _("Constructeur"),
        Column.PRODUCT: _("Produit"),
        Column.VERSION: _("Version installée"),
        Column.SITE: _("Site"),
        Column.WITHDRAWN: _("Retiré le"),
        Column.IN_CATALOGUE: _("Au catalogue"),
        Column.OLDEST_VERSION: _("Plus ancienne version supportée"),
        Column.END_OF_SUPPORT: _("Fin de support"),
    }[Column(column)]
