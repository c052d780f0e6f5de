"""Where a message may go: to the internet by https, whatever way the address is written, and nowhere nearer."""

from __future__ import annotations

import socket
import threading
import time
from typing import Any

import pytest

from webhooks import places


def leading_to(*addresses: str) -> Any:
    """A resolver for which every name leads to these."""

    def lookup(name: str, port: int, *_args: Any, **_more: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, port)) for each in addresses]

    return lookup


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://erp.example/told", "https://"),
        ("ftp://erp.example/told", "https://"),
        ("file:///etc/passwd", "https://"),
        ("//erp.example/told", "https://"),
        ("https://user@erp.example/", "identifiant"),
        ("https://user:password@erp.example/", "identifiant"),
        ("https://erp.example@127.0.0.1/", "identifiant"),
        ("https://erp.example/#here", "#"),
        ("https://erp.example:22/", "port"),
        ("https://erp.example:0/", "port"),
        ("https://erp.example:99999/", "adresse web"),
        ("https://erp.example\\@127.0.0.1/", "adresse web"),
        ("https://erp.example/a b", "adresse web"),
        ("https://erp.example/\r\nX: y", "adresse web"),
        ("https://erp.example/" + "x" * 500, "adresse web"),
        ("https://[::1", "adresse web"),
        ("https:///told", "nom de serveur"),
        ("https://127.0.0.1/", "adresse IP"),
        ("https://8.8.8.8/", "adresse IP"),
        ("https://2130706433/", "adresse IP"),
        ("https://0x7f000001/", "adresse IP"),
        ("https://0x7f.1/", "adresse IP"),
        ("https://017700000001/", "adresse IP"),
        ("https://127.1/", "adresse IP"),
        ("https://127.0.0.1./", "adresse IP"),
        ("https://[::1]/", "adresse IP"),
        ("https://[::ffff:127.0.0.1]/", "adresse IP"),
        ("https://１２７.０.０.１/", "adresse IP"),
        ("https://a..b/", "nom de serveur"),
        ("https://erp_%00.example/", "nom de serveur"),
        ("https://erp.example/é", "ASCII"),
    ],
)
def test_an_address_that_is_none_of_the_web_is_refused_with_the_reason(url: str, said: str) -> None:
    with pytest.raises(places.Refused, match=said):
        places.read(url)


@pytest.mark.parametrize(
    ("url", "name", "port", "target", "host"),
    [
        ("https://erp.example/told?key=1", "erp.example", 443, "/told?key=1", "erp.example"),
        ("https://ERP.example.:8443", "erp.example", 8443, "/", "erp.example:8443"),
        ("https://réseau.example/", "xn--rseau-bsa.example", 443, "/", "xn--rseau-bsa.example"),
    ],
)
def test_an_address_is_taken_apart(url: str, name: str, port: int, target: str, host: str) -> None:
    place = places.read(url)

    assert (place.name, place.port, place.target, place.host) == (name, port, target, host)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.8.9.10",
        "0.0.0.0",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "192.0.0.8",
        "192.0.2.1",
        "192.88.99.1",
        "198.18.0.1",
        "203.0.113.1",
        "224.0.0.1",
        "239.255.255.250",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::127.0.0.1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::127.0.0.1",
        "64:ff9b::a00:1",
        "64:ff9b:1::1",
        "2002:7f00:1::",
        "2002:a00:1::1",
        "2001:0:4136:e378:8000:63bf:3fff:fdd2",
        "2001:db8::1",
        "3fff::1",
        "fc00::1",
        "fd12:3456::1",
        "fe80::1",
        "fe80::1%eth0",
        "fec0::1",
        "ff02::1",
        "not an address",
    ],
)
def test_an_address_that_not_everybody_reaches_is_none_of_the_internet(address: str) -> None:
    assert not places.is_of_the_internet(address)


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "93.184.215.14", "2606:4700::1111", "2002:808:808::1", "64:ff9b::808:808"]
)
def test_an_address_that_everybody_reaches_is(address: str) -> None:
    assert places.is_of_the_internet(address)


@pytest.mark.parametrize("url", ["https://localhost/", "https://LOCALHOST./", "https://ⓛocalhost/"])
def test_this_machine_is_refused_by_whatever_name(url: str) -> None:
    with pytest.raises(places.Refused, match="privée, locale ou réservée"):
        places.check(url)


@pytest.mark.parametrize("other", ["10.0.0.1", "::1", "169.254.169.254"])
def test_a_name_that_also_leads_inside_is_refused_as_a_whole(
    monkeypatch: pytest.MonkeyPatch, other: str
) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", leading_to("93.184.215.14", other))

    with pytest.raises(places.Refused, match=r"erp\.example mène"):
        places.check("https://erp.example/")


def test_a_name_that_leads_nowhere_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_args: Any, **_more: Any) -> list[Any]:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)

    with pytest.raises(places.Refused, match="n’existe pas"):
        places.check("https://erp.example/")


def test_a_name_of_the_internet_is_taken_with_all_its_addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", leading_to("93.184.215.14", "2606:4700::1111"))

    found = places.addresses(places.read("https://erp.example/"))

    assert found == ["93.184.215.14", "2606:4700::1111"]


def test_a_name_whose_servers_do_not_answer_holds_nobody_up(monkeypatch: pytest.MonkeyPatch) -> None:
    answered = threading.Event()

    def silent(*_args: Any, **_more: Any) -> list[Any]:
        answered.wait(5)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", silent)
    monkeypatch.setattr(places, "MOST_SECONDS", 0.05)
    started = time.monotonic()

    with pytest.raises(places.Refused, match="n’existe pas"):
        places.check("https://erp.example/")

    answered.set()
    assert time.monotonic() - started < 2
