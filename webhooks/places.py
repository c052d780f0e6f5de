"""Where a message may go: an address of the internet that everybody reaches, by https, and nothing nearer to us.

Whoever subscribes chooses an address that our server calls: it must not become their way into our network. The name is
resolved once, every address that it leads to is judged, and the call goes to one of those very addresses
(webhooks/posting.py): what the name says a moment later changes nothing.
"""

from __future__ import annotations

import ipaddress
import re
import socket
import threading
from concurrent.futures import Future
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from webhooks.models import URL_LENGTH

IpAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

# Below are the ports of other services, which a call must not talk to.
FIRST_FREE_PORT = 1024
# For finding where a name leads, in seconds; of those of a whole call (webhooks/posting.py).
MOST_SECONDS = 5.0
_HTTPS = 443
# Spaces, control signs and backslashes: programs that read addresses disagree about them.
_DOUBTFUL = re.compile(r"[\s\x00-\x20\x7f\\]")
_NAME = re.compile(
    r"(?=.{1,253}$)([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
)
# 2.130706433, 0x7f.1, 017700000001: what inet_aton() and browsers read as IPv4.
_NUMBER = re.compile(r"(0x[0-9a-f]*|[0-9]+)")

_INTERNET_6 = ipaddress.IPv6Network("2000::/3")
# For documentation (RFC 9637), which not every Python knows.
_EXAMPLES_6 = ipaddress.IPv6Network("3fff::/20")
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
# Of providers among themselves, of protocols, the relays of 6to4: not every Python knows that these are nobody's.
_SPECIAL_4 = [ipaddress.IPv4Network(each) for each in ("100.64.0.0/10", "192.0.0.0/24", "192.88.99.0/24")]


class Refused(Exception):
    """Nothing is sent there; the message, for users, says why."""


@dataclass(frozen=True, slots=True)
class Place:
    """An address as it was judged: whom to connect to, and what to ask there.

    `name` is in ASCII (IDNA), without a dot at its end; `target` is path and query.
    """

    is_encrypted: bool
    name: str
    port: int
    target: str

    @property
    def host(self) -> str:
        """The value of the header Host."""
        usual = _HTTPS if self.is_encrypted else 80
        return self.name if self.port == usual else f"{self.name}:{self.port}"


def read(url: str) -> Place:
    """Take an address apart, asking nobody. Raises Refused."""
    if len(url) > URL_LENGTH or _DOUBTFUL.search(url):
        raise Refused(_("Ce n’est pas une adresse web, ou elle dépasse %s signes.") % URL_LENGTH)
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise Refused(_("Ce n’est pas une adresse web.")) from error
    _refuse_by_shape(parts)
    is_encrypted = parts.scheme == "https"
    if port is None:
        port = _HTTPS if is_encrypted else 80
    if port != _HTTPS and port < FIRST_FREE_PORT:
        raise Refused(_("Le port est 443, ou de 1024 à 65535."))
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    if not target.isascii():
        raise Refused(_("Le chemin de l’adresse s’écrit en ASCII\u00a0: codez les autres signes."))
    return Place(is_encrypted, _name(parts.hostname or ""), port, target)


def addresses(place: Place) -> list[str]:
    """Where the name of `place` leads now, asked once. Raises Refused where one of them is none of the internet."""
    try:
        found = _looked_up(place)
    except (OSError, UnicodeError) as error:
        raise Refused(_("%s n’existe pas\u00a0: aucune adresse ne répond à ce nom.") % place.name) from error
    known = list(dict.fromkeys(found))
    if not known or not all(_may_be_called(each) for each in known):
        raise Refused(
            _("%s mène à une adresse privée, locale ou réservée\u00a0: rien n’y est envoyé.") % place.name
        )
    return known


def check(url: str) -> None:
    """Raise Refused, saying why, where nothing could be sent as things stand."""
    addresses(read(url))


def is_of_the_internet(address: str) -> bool:
    """Whether everybody reaches this address: not ours, not our neighbours', whatever way it is written."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:  # with a zone, fe80::1%eth0: of one link
        return False
    if isinstance(found, ipaddress.IPv4Address):
        return _is_public_4(found)
    carried = _carried(found)
    if carried is not None:
        return _is_public_4(carried)
    is_possible = found in _INTERNET_6 and found not in _EXAMPLES_6
    return is_possible and found.teredo is None and _is_usual(found)


def _refuse_by_shape(parts: SplitResult) -> None:
    schemes = ("https", "http") if settings.WEBHOOKS_TO_LOOPBACK else ("https",)
    if parts.scheme not in schemes:
        raise Refused(_("L’adresse commence par https://."))
    if parts.username is not None or parts.password is not None:
        raise Refused(
            _("L’adresse ne porte ni identifiant ni mot de passe\u00a0: la signature dit qui envoie.")
        )
    if parts.fragment:
        raise Refused(_("L’adresse ne porte pas de #\u00a0: il n’est envoyé à personne."))


def _name(host: str) -> str:
    """A name of DNS in ASCII. Raises Refused for anything else, an address in numbers included."""
    try:
        name = host.encode("idna").decode().lower().removesuffix(".")
    except UnicodeError as error:
        raise Refused(_("%s n’est pas un nom de serveur.") % host[:100]) from error
    # A certificate speaks of a name, and numbers are written in too many ways.
    if ":" in name or _NUMBER.fullmatch(name.rpartition(".")[2]):
        raise Refused(_("L’adresse porte un nom de serveur, pas une adresse IP."))
    if not _NAME.fullmatch(name):
        raise Refused(_("%s n’est pas un nom de serveur.") % host[:100])
    return name


def _looked_up(place: Place) -> list[str]:
    """What the name leads to. Raises TimeoutError (an OSError) after MOST_SECONDS.

    Whoever subscribes may own the servers that answer for it, and the system waits for them much longer.
    """
    answered: Future[list[str]] = Future()

    def look_up() -> None:
        try:
            found = socket.getaddrinfo(place.name, place.port, type=socket.SOCK_STREAM)
            answered.set_result([str(entry[4][0]) for entry in found])
        except (OSError, UnicodeError) as error:
            answered.set_exception(error)

    # A lookup cannot be called off: it ends by itself, and holds up nobody, not even the end of the process.
    threading.Thread(target=look_up, daemon=True).start()
    return answered.result(MOST_SECONDS)


def _may_be_called(address: str) -> bool:
    if settings.WEBHOOKS_TO_LOOPBACK and ipaddress.ip_address(address).is_loopback:
        return True
    return is_of_the_internet(address)


def _carried(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address that this one stands for: mapped, by 6to4 or by NAT64."""
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
    return address.ipv4_mapped or address.sixtofour


def _is_public_4(address: ipaddress.IPv4Address) -> bool:
    return _is_usual(address) and not any(address in network for network in _SPECIAL_4)


def _is_usual(address: IpAddress) -> bool:
    unusual = address.is_multicast or address.is_reserved or address.is_private or address.is_unspecified
    return address.is_global and not unusual
