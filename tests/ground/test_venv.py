"""scripts/with-venv on a machine that lacks what it needs, and on one that has it."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from cst.embedded.sharing import ROOT
from tests.ground.test_users import ordinary_user

# Debian's python3 without python3-venv: there is a venv module, and nothing to fill an environment with.
PYTHON_WITHOUT_VENV = """#!/bin/sh
case "$2" in *ensurepip*) exit 1 ;; *) exit 0 ;; esac
"""


@pytest.fixture
def checkout(open_folder: Path) -> Path:
    """As much of a checkout as the script looks at, the ordinary user's own."""
    (open_folder / "scripts").mkdir()
    (open_folder / "requirements").mkdir()
    shutil.copy(ROOT / "scripts" / "with-venv", open_folder / "scripts")
    (open_folder / "requirements" / "run.txt").touch()
    (open_folder / "bin").mkdir()
    os.chown(open_folder, ordinary_user().pw_uid, ordinary_user().pw_gid)
    return open_folder


def with_venv(checkout: Path, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["/bin/bash", checkout / "scripts" / "with-venv", "run", *command],
        user=ordinary_user().pw_uid,
        env={"PATH": f"{checkout}/bin:/usr/bin:/bin", "HOME": str(checkout)},
        cwd=checkout,
        capture_output=True,
        text=True,
        check=False,
    )


def put(path: Path, script: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(script)
    path.chmod(0o755)


def test_an_ordinary_user_without_the_venv_module_is_told_the_one_line_to_type(checkout: Path) -> None:
    put(checkout / "bin" / "python3", PYTHON_WITHOUT_VENV)
    told = with_venv(checkout, "true")
    assert told.returncode == 1
    assert "    sudo apt-get update && sudo apt-get install -y python3-venv\n" in told.stderr


def test_an_environment_that_is_up_to_date_is_not_touched(checkout: Path) -> None:
    """Its interpreter counts how often pip is asked to install."""
    put(checkout / ".venv" / "bin" / "python", '#!/bin/sh\ncase "$*" in *install*) echo >>installs ;; esac\n')
    for folder in (checkout / ".venv", checkout):
        os.chown(folder, ordinary_user().pw_uid, ordinary_user().pw_gid)
    assert [with_venv(checkout, "true").returncode for _ in range(2)] == [0, 0]
    assert (checkout / "installs").read_text() == "\n"


def test_a_changed_lock_file_is_installed(checkout: Path) -> None:
    put(checkout / ".venv" / "bin" / "python", '#!/bin/sh\ncase "$*" in *install*) echo >>installs ;; esac\n')
    os.chown(checkout / ".venv", ordinary_user().pw_uid, ordinary_user().pw_gid)
    with_venv(checkout, "true")
    (checkout / "requirements" / "run.txt").write_text("django==5.2.19\n")
    with_venv(checkout, "true")
    assert (checkout / "installs").read_text() == "\n\n"


def test_a_failed_installation_is_tried_again(checkout: Path) -> None:
    put(
        checkout / ".venv" / "bin" / "python",
        '#!/bin/sh\ncase "$*" in *install*) echo >>installs; exit 1 ;; esac\n',
    )
    os.chown(checkout / ".venv", ordinary_user().pw_uid, ordinary_user().pw_gid)
    assert [with_venv(checkout, "true").returncode for _ in range(2)] == [1, 1]
    assert (checkout / "installs").read_text() == "\n\n"
