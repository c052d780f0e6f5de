"""What `manage.py check` says of the folder of the ERP."""

from __future__ import annotations

from typing import Any

import pytest

from contracts.checks import erp_folder_is_one_place


@pytest.mark.parametrize(
    ("folder", "complete", "found"),
    [
        ("", False, []),
        ("/srv/erp", True, []),
        ("erp", False, ["contracts.E001"]),
        ("", True, ["contracts.W001"]),
    ],
)
def test_a_folder_is_named_by_its_whole_path_and_a_whole_state_has_one(
    settings: Any, folder: str, complete: bool, found: list[str]
) -> None:
    settings.ERP_FOLDER, settings.ERP_COMPLETE = folder, complete

    assert [each.id for each in erp_folder_is_one_place(None)] == found
