"""Start, share, kill and stop the embedded servers."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
import redis

from cst.embedded import layout, sharing
from cst.embedded.errors import CannotStartError
from cst.embedded.sharing import ROOT, SharedServer
from tests.ground.conftest import keeper_of, processes_of, using, wait_until


def run_sql(var: Path, statement: str) -> object:
    with psycopg.connect(layout.database_url(var), autocommit=True) as connection:
        cursor = connection.execute(statement)
        row = cursor.fetchone() if cursor.description else None
        return row[0] if row else None


def postmaster(var: Path) -> int:
    return int((var / "postgres" / "data" / "postmaster.pid").read_text().split("\n")[0])


def test_the_last_to_leave_stops_both_servers(var: Path) -> None:
    with using("postgres", "valkey", var=var):
        assert run_sql(var, "SELECT 1") == 1
        assert redis.Redis.from_url(layout.redis_url(var)).ping()
    assert processes_of(var) == []


def test_the_database_can_compare_french_words(var: Path) -> None:
    with using("postgres", var=var):
        run_sql(var, "CREATE EXTENSION unaccent")
        assert (
            run_sql(var, "SELECT to_tsvector('french', unaccent('incidents résolus'))")
            == "'incident':1 'resolus':2"
        )


def test_a_dropped_database_is_made_again(var: Path) -> None:
    with (
        using("postgres", var=var),
        psycopg.connect(layout.database_url(var), autocommit=True, dbname="postgres") as c,
    ):
        c.execute("DROP DATABASE cst WITH (FORCE)")
    with using("postgres", var=var):
        assert run_sql(var, "SELECT current_database()") == "cst"


def test_a_server_goes_on_for_those_who_still_use_it(var: Path) -> None:
    with using("postgres", var=var):
        with using("postgres", var=var):
            first = postmaster(var)
        assert run_sql(var, "SELECT 1") == 1
        assert postmaster(var) == first


def test_commands_that_start_together_share_one_server(var: Path) -> None:
    code = (
        "import sys; from pathlib import Path; import psycopg\n"
        "from cst.embedded import layout; from tests.ground.conftest import using\n"
        "var = Path(sys.argv[1])\n"
        "with using('postgres', var=var):\n"
        "    print(psycopg.connect(layout.database_url(var)).execute('SELECT 1').fetchone()[0])\n"
    )
    argv = [sys.executable, "-c", code, str(var)]
    commands = [subprocess.Popen(argv, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    assert [command.communicate(timeout=30)[0] for command in commands] == ["1\n"] * 3
    assert processes_of(var) == []


def test_servers_stop_by_themselves_after_kill_9_of_their_only_user(var: Path) -> None:
    code = "import sys, time; from pathlib import Path; from tests.ground.conftest import using\n"
    code += "with using('postgres', 'valkey', var=Path(sys.argv[1])): print('in', flush=True); time.sleep(60)"
    with subprocess.Popen(
        [sys.executable, "-c", code, str(var)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as user:
        assert user.stdout is not None
        assert user.stdout.readline() == "in\n"
        user.kill()
    assert wait_until(lambda: processes_of(var) == [])


def test_kill_9_of_postgres_loses_nothing_and_blocks_nothing(var: Path) -> None:
    server = SharedServer("postgres", var)
    sharing.join([server])
    run_sql(var, "CREATE TABLE kept (n int); INSERT INTO kept VALUES (7)")
    os.kill(postmaster(var), signal.SIGKILL)
    server.leave()
    with using("postgres", var=var, throwaway=False):
        assert run_sql(var, "SELECT n FROM kept") == 7


def test_kill_9_of_everything_loses_nothing_and_blocks_nothing(var: Path) -> None:
    servers = [SharedServer("postgres", var), SharedServer("valkey", var)]
    sharing.join(servers)
    run_sql(var, "CREATE TABLE kept (n int); INSERT INTO kept VALUES (7)")
    redis.Redis.from_url(layout.redis_url(var)).set("kept", 7)
    redis.Redis.from_url(layout.redis_url(var)).waitaof(1, 0, 2000)
    for pid in [keeper_of(var, "postgres"), keeper_of(var, "valkey"), *processes_of(var)]:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    sharing.leave(servers)
    with using("postgres", "valkey", var=var, throwaway=False):
        assert run_sql(var, "SELECT n FROM kept") == 7
        assert redis.Redis.from_url(layout.redis_url(var)).get("kept") == b"7"


def test_a_killed_keeper_takes_its_server_along(var: Path) -> None:
    with using("postgres", var=var):
        os.kill(keeper_of(var, "postgres"), signal.SIGKILL)
        assert wait_until(lambda: processes_of(var) == [])
    with using("postgres", var=var):
        assert run_sql(var, "SELECT 1") == 1


def test_a_stale_pid_file_that_names_a_foreign_process_is_removed_and_the_process_left_alone(
    var: Path,
) -> None:
    with using("postgres", var=var):
        pass
    with subprocess.Popen(["sleep", "60"]) as foreign:
        lines = [str(foreign.pid), str(var / "postgres" / "data"), "1", "5432", "", "", "", "ready"]
        (var / "postgres" / "data" / "postmaster.pid").write_text("\n".join(lines))
        with using("postgres", var=var):
            assert run_sql(var, "SELECT 1") == 1
        assert foreign.poll() is None
        foreign.kill()


def test_a_half_made_cluster_is_no_obstacle(var: Path) -> None:
    half = var / "postgres" / "new-1234"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")
    with using("postgres", var=var):
        assert run_sql(var, "SELECT 1") == 1
    assert not half.exists()


def test_a_cluster_of_another_version_is_kept_and_said(var: Path) -> None:
    with using("postgres", var=var):
        pass
    (var / "postgres" / "data" / "PG_VERSION").write_text("17\n")
    with pytest.raises(CannotStartError, match="made by PostgreSQL 17"), using("postgres", var=var):
        pass
    assert processes_of(var) == []


def test_a_deep_checkout_works(open_folder: Path, var: Path) -> None:
    deep = var / ("d" * 60) / ("é" * 40) / "var"
    try:
        with using("postgres", "valkey", var=deep):
            assert run_sql(deep, "SELECT 1") == 1
            assert redis.Redis.from_url(layout.redis_url(deep)).ping()
    finally:
        shutil.rmtree(layout.runtime_dir(deep), ignore_errors=True)
