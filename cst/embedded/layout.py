"""Where the embedded servers live and the URLs that reach them. Looks at the file system, starts nothing.

Every process of a checkout (web, worker, one command) computes the same answers from `var_dir` alone.
"""

import hashlib
import os
import pwd
import re
import stat
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

from cst.embedded import secrets

DATABASE_NAME = "cst"
# sun_path holds 108 bytes, the closing zero among them.
SOCKET_PATH_MAX = 107
POSTGRES_SOCKET = ".s.PGSQL.5432"


@dataclass(frozen=True)
class ServerUser:
    """The system user that PostgreSQL runs as: PostgreSQL refuses root."""

    uid: int
    gid: int

    @property
    def name(self) -> str:
        return next((entry.pw_name for entry in pwd.getpwall() if entry.pw_uid == self.uid), str(self.uid))


def server_user(var_dir: Path) -> ServerUser:
    """Who the servers run as: ourselves; for root, whoever owns the data already, else a system user."""
    if os.geteuid() != 0:
        return ServerUser(os.geteuid(), os.getegid())
    data = var_dir / "postgres" / "data"
    if data.is_dir() and data.stat().st_uid != 0:
        return ServerUser(data.stat().st_uid, data.stat().st_gid)
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = known.get("postgres") or known["nobody"]
    return ServerUser(entry.pw_uid, entry.pw_gid)


def is_closed(path: Path, user: ServerUser) -> bool:
    """Whether `user` may not walk down to `path`; what does not exist yet counts as open."""
    for folder in (path, *path.parents):
        if not folder.exists():
            continue
        mode = folder.stat()
        if mode.st_uid == user.uid:
            bit = stat.S_IXUSR
        elif mode.st_gid == user.gid:
            bit = stat.S_IXGRP
        else:
            bit = stat.S_IXOTH
        if not mode.st_mode & bit:
            return True
    return False


def runtime_dir(var_dir: Path) -> Path:
    """The folder of the sockets: `var/run`, or a short private one when that is too deep or closed to the server."""
    var_dir = var_dir.resolve()
    near = var_dir / "run"
    fits = len(os.fsencode(near / "pg" / POSTGRES_SOCKET)) <= SOCKET_PATH_MAX
    if fits and not is_closed(var_dir, server_user(var_dir)):
        return near
    digest = hashlib.sha256(os.fsencode(var_dir)).hexdigest()[:12]
    # Not tempfile.gettempdir(): TMPDIR may differ from one process of the checkout to the next.
    base = Path("/run" if os.geteuid() == 0 else "/tmp")  # noqa: S108 - private, checked to be ours
    return base / f"cst-helpdesk-{os.geteuid()}-{digest}"


def postgres_socket_dir(var_dir: Path) -> Path:
    """The folder of PostgreSQL's socket; the server's user owns it."""
    return runtime_dir(var_dir) / "pg"


def valkey_socket(var_dir: Path) -> Path:
    """Valkey's socket."""
    return runtime_dir(var_dir) / "valkey.sock"


def database_url(var_dir: Path) -> str:
    """The URL of the embedded PostgreSQL database, as django-environ and libpq read it."""
    return f"postgres://postgres@/{DATABASE_NAME}?host={quote(str(postgres_socket_dir(var_dir)), safe='')}"


def redis_url(var_dir: Path) -> str:
    """The URL of the embedded Valkey, as redis-py reads it."""
    return f"unix://:{secrets.valkey_password(var_dir)}@{quote(str(valkey_socket(var_dir)))}"


def cache_url(url: str, database: int = 2) -> str:
    """The URL of Django's cache: another database of the server at `url`."""
    if url.startswith("unix://"):
        return f"{url.partition('?')[0]}?db={database}"
    return _numbered(url, database)


def broker_url(url: str, database: int = 0) -> str:
    """The URL of Celery's broker; kombu names unix sockets and their databases in its own way."""
    if url.startswith("unix://"):
        return f"redis+socket{url.partition('?')[0].removeprefix('unix')}?virtual_host={database}"
    return _numbered(url, database)


def _numbered(url: str, database: int) -> str:
    """`url` with its database counted from the one it names: redis://host/4 keeps 4, 6 for a cache on 2."""
    parts = urlsplit(url)
    if parts.scheme not in {"redis", "rediss"}:
        raise ValueError(f"REDIS_URL begins with redis://, rediss:// or unix://, not {parts.scheme}://")
    named = re.fullmatch(r"/(\d+)/?", parts.path)
    first = int(named[1]) if named else int(parse_qs(parts.query).get("db", ["0"])[0])
    query = "&".join(item for item in parts.query.split("&") if item and not item.startswith("db="))
    return parts._replace(path=f"/{first + database}", query=query).geturl()
