"""The secrets of a development checkout: made once, kept in var/ for their owner alone. Production has its own."""

import os
import secrets
import tempfile
from pathlib import Path


def development_secret(var_dir: Path) -> str:
    """Django's SECRET_KEY of this checkout."""
    return _kept(var_dir / "secret-key")


def valkey_password(var_dir: Path) -> str:
    """The password of the embedded Valkey."""
    return _kept(var_dir / "valkey-password")


def make_var_dir(var_dir: Path) -> None:
    """Create var/, open enough for a server that dropped root to walk through it, whatever the umask."""
    if not var_dir.is_dir():
        var_dir.mkdir(parents=True, exist_ok=True)
        var_dir.chmod(0o711)


def _kept(path: Path) -> str:
    """The secret in `path`, made by whoever comes first: a link either appears whole or was there before."""
    try:
        return path.read_text(encoding="ascii")
    except FileNotFoundError:
        make_var_dir(path.parent)
    handle, name = tempfile.mkstemp(prefix=f"{path.name}.", dir=path.parent)  # mode 0600
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(32))
    try:
        os.link(name, path)
    except FileExistsError:
        pass  # another process was first: its secret is the one
    finally:
        Path(name).unlink()
    return path.read_text(encoding="ascii")
