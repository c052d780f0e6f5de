"""Where the servers live and the URLs that reach them."""

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import environ
import pytest

from cst.embedded import layout, secrets


def test_the_sockets_stand_in_var_when_the_server_can_reach_it(open_folder: Path) -> None:
    assert layout.postgres_socket_dir(open_folder / "var") == open_folder / "var" / "run" / "pg"


def test_a_deep_checkout_has_its_sockets_in_a_short_folder(open_folder: Path) -> None:
    deep = open_folder / ("d" * 60) / ("e" * 60) / "var"
    assert len(str(layout.postgres_socket_dir(deep) / layout.POSTGRES_SOCKET)) <= layout.SOCKET_PATH_MAX


def test_two_deep_checkouts_do_not_share_sockets(open_folder: Path) -> None:
    deep = open_folder / ("d" * 60) / ("e" * 60)
    assert layout.runtime_dir(deep / "one") != layout.runtime_dir(deep / "two")


def test_a_folder_without_search_permission_is_closed_to_others(open_folder: Path) -> None:
    (open_folder / "home").mkdir(mode=0o700)
    stranger = layout.ServerUser(uid=os.geteuid() + 4242, gid=os.getegid() + 4242)
    assert layout.is_closed(open_folder / "home" / "var", stranger)


def test_a_folder_without_search_permission_is_open_to_its_owner(open_folder: Path) -> None:
    (open_folder / "home").mkdir(mode=0o700)
    assert not layout.is_closed(open_folder / "home", layout.ServerUser(os.geteuid(), os.getegid()))


def test_the_database_url_survives_a_space_in_the_path(open_folder: Path) -> None:
    var = open_folder / "my clone" / "var"
    read = environ.Env.db_url_config(layout.database_url(var))
    assert read["OPTIONS"]["host"] == str(layout.postgres_socket_dir(var))


@pytest.mark.parametrize(
    ("url", "cache", "broker"),
    [
        ("unix://:pw@/v/r.sock", "unix://:pw@/v/r.sock?db=2", "redis+socket://:pw@/v/r.sock?virtual_host=0"),
        ("redis://redis:6379", "redis://redis:6379/2", "redis://redis:6379/0"),
        ("redis://:pw@redis/4", "redis://:pw@redis/6", "redis://:pw@redis/4"),
        (
            "rediss://redis:6380/1?ssl_cert_reqs=required",
            "rediss://redis:6380/3?ssl_cert_reqs=required",
            "rediss://redis:6380/1?ssl_cert_reqs=required",
        ),
    ],
)
def test_cache_and_broker_have_each_their_database(url: str, cache: str, broker: str) -> None:
    assert (layout.cache_url(url), layout.broker_url(url)) == (cache, broker)


def test_a_redis_url_of_another_kind_is_refused_with_the_kinds_that_work() -> None:
    with pytest.raises(ValueError, match="redis://, rediss:// or unix://"):
        layout.cache_url("http://redis")


def test_a_secret_is_made_once_and_for_its_owner_alone(open_folder: Path) -> None:
    first = secrets.development_secret(open_folder / "var")
    assert secrets.development_secret(open_folder / "var") == first
    assert stat.S_IMODE((open_folder / "var" / "secret-key").stat().st_mode) == 0o600


def test_processes_that_start_together_have_the_same_secret(open_folder: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        made = set(pool.map(secrets.development_secret, [open_folder / "var"] * 8))
    assert len(made) == 1
