"""A connection cut in the middle of a piece, with a real socket: what arrived counts, the rest goes on after it."""

from __future__ import annotations

import socket
import time
from urllib.parse import urlsplit

import pytest
from django.test import Client
from pytest_django.live_server_helper import LiveServer

from tests.world import TUESDAY, World
from tickets import files
from tickets.drafting import pieces
from tickets.drafting.pieces import Announced
from tickets.models import Upload

CONTENT = bytes(range(256)) * 2000
FILE = Announced("trace.pcap", len(CONTENT), modified="1")
PATIENCE = 10.0


def send_half_and_hang_up(server: LiveServer, client: Client, path: str) -> None:
    """Announce all of `CONTENT`, send half of it, and be gone."""
    address, secret = urlsplit(server.url), "a" * 32
    head = (
        f"POST {path}?start=0 HTTP/1.1\r\nHost: {address.netloc}\r\nContent-Type: application/octet-stream\r\n"
        f"Cookie: sessionid={client.cookies['sessionid'].value}; csrftoken={secret}\r\nX-CSRFToken: {secret}\r\n"
        f"Content-Length: {len(CONTENT)}\r\n\r\n"
    )
    with socket.create_connection(
        (address.hostname or "", address.port or 0), timeout=PATIENCE
    ) as connection:
        connection.sendall(head.encode() + CONTENT[: len(CONTENT) // 2])


@pytest.mark.django_db(transaction=True)
def test_what_arrived_before_the_cut_is_kept_and_the_rest_goes_on_after_it(
    transactional_world: World, live_server: LiveServer, client: Client
) -> None:
    jean = transactional_world.jean
    client.force_login(jean)
    row = pieces.begin(jean, "form", FILE, TUESDAY)

    send_half_and_hang_up(live_server, client, f"/saisie/fichiers/{row.pk}/")
    limit = time.monotonic() + PATIENCE
    while not Upload.objects.get().received and time.monotonic() < limit:
        time.sleep(0.05)

    arrived = pieces.begin(jean, "form", FILE, TUESDAY).received
    assert 0 < arrived <= len(CONTENT) // 2
    pieces.append(jean, row.pk, arrived, CONTENT[arrived:])
    assert files.content(pieces.finish(jean, row.pk)) == CONTENT
