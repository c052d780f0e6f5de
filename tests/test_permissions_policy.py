"""Every answer says what its page may use of the machine."""

from __future__ import annotations

import pytest
from django.test import Client


@pytest.mark.parametrize("address", ["/health/live/", "/accounts/login/", "/nowhere/"])
def test_the_camera_is_for_our_pages_and_nothing_else_is_used(client: Client, db: None, address: str) -> None:
    policy = client.get(address)["Permissions-Policy"]

    assert "camera=(self)" in policy
    assert "microphone=()" in policy
