"""The demonstration's process: how it starts, where it is, and that it always ends."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from bot.demo import DemoFailed, Ready, run, started
from bot.demo import process as demo_process
from knowledge.load import open_knowledge
from knowledge.model import Language
from knowledge.providers import Security

SERVER = [sys.executable, "-P", "-m", "bot.demo.server"]

RUN = """
import sys
from pathlib import Path
from bot.demo import run
sys.exit(run(lambda ready: print(ready.to_json(), flush=True), ready_file=Path(sys.argv[1])))
"""


@contextmanager
def _process(*command: str) -> Iterator[tuple[subprocess.Popen[bytes], Ready]]:
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        yield process, Ready.from_json(process.stdout.readline().decode())
    finally:
        process.kill()
        process.wait()
        process.stdin.close()
        process.stdout.close()


def _connected(ready: Ready) -> socket.socket:
    """A connection to a server, past its greeting: its end tells that the server has ended."""
    port = next(s.port for s in ready.accounts[0].servers if s.security is Security.STARTTLS)
    connection = socket.create_connection(("localhost", port), timeout=20)
    assert connection.recv(1000).startswith(b"* OK")
    return connection


def test_it_ends_when_its_input_ends() -> None:
    """Whoever started it holds the other end of the pipe; its files are gone afterwards."""
    with _process(*SERVER) as (process, ready):
        assert ready.ca_file.exists()
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(20) == 0
        assert not ready.ca_file.parent.exists()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_by_signal(number: signal.Signals) -> None:
    """Cleanly, its files removed."""
    with _process(*SERVER) as (process, ready):
        process.send_signal(number)
        assert process.wait(20) == 0
        assert not ready.overlay.exists()


def test_it_ends_with_a_parent_that_is_killed(tmp_path: Path) -> None:
    """The parent has no time for anything; the server ends all the same."""
    with _process(sys.executable, "-P", "-c", RUN, str(tmp_path / "ready")) as (parent, ready):
        with _connected(ready) as connection:
            parent.kill()
            assert connection.recv(1000) == b""
        assert ready.process != parent.pid


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_run_ends_by_signal(number: signal.Signals, tmp_path: Path) -> None:
    """The server and the ready file go with it; that is success."""
    file = tmp_path / "ready.json"
    with _process(sys.executable, "-P", "-c", RUN, str(file)) as (process, ready):
        assert Ready.from_json(file.read_text("utf-8")) == ready
        with _connected(ready) as connection:
            process.send_signal(number)
            assert process.wait(20) == 0
            assert connection.recv(1000) == b""
    assert not file.exists()


def test_run_tells_when_the_server_ends_by_itself(tmp_path: Path) -> None:
    """Status 1: nobody asked for it."""
    file = tmp_path / "ready.json"
    with _process(sys.executable, "-P", "-c", RUN, str(file)) as (process, ready):
        os.kill(ready.process, signal.SIGTERM)
        assert process.wait(20) == 1


def test_a_failed_start_leaves_the_file_alone(tmp_path: Path) -> None:
    """It belongs to the demonstration that holds the port."""
    file = tmp_path / "ready.json"
    file.write_text("another's")
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        held.listen()
        with pytest.raises(DemoFailed):
            run(lambda _: None, first_port=held.getsockname()[1], ready_file=file)
    assert [(one.name, one.read_text()) for one in tmp_path.iterdir()] == [(file.name, "another's")]


def test_another_demonstrations_file_is_left_alone(tmp_path: Path) -> None:
    """Who wrote the file last removes it."""
    file = tmp_path / "ready.json"
    with _process(sys.executable, "-P", "-c", RUN, str(file)) as (process, _):
        file.write_text("another's")
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
    assert file.read_text() == "another's"


def test_a_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    """Nothing is announced, and nothing goes on running."""
    announced: list[Ready] = []
    with pytest.raises(OSError, match="nowhere"):
        run(announced.append, ready_file=tmp_path / "nowhere" / "ready.json")
    assert announced == []


def test_it_starts_from_a_folder_with_other_packages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A ``bot`` of somebody else's in the current folder is not ours."""
    (tmp_path / "bot").mkdir()
    (tmp_path / "bot" / "__init__.py").write_text("raise SystemExit(3)")
    monkeypatch.chdir(tmp_path)
    with started() as (ready, _):
        assert ready.accounts


def test_it_is_told_no_password(monkeypatch: pytest.MonkeyPatch) -> None:
    """The one in our environment is for a real account, and the server's can be read."""
    monkeypatch.setenv("MAILMEDIC_PASSWORD", "planted-7c1d")
    with started() as (_, process):
        environ = Path(f"/proc/{process.pid}/environ").read_bytes()
    assert b"PATH=" in environ
    assert b"planted-7c1d" not in environ


def test_ports_can_be_chosen() -> None:
    """From a first port on, without a gap in each account's."""
    for first in range(21_000, 31_000, 1_000):  # others on this machine may hold some of them
        with suppress(DemoFailed), started(first_port=first) as (ready, _):
            ports = [server.port for server in ready.accounts[0].servers]
            break
    assert ports == list(range(first, first + len(ports)))


def test_a_port_in_use_is_named() -> None:
    """The one that was asked for."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        held.listen()
        port = held.getsockname()[1]
        with pytest.raises(DemoFailed) as raised, started(first_port=port):
            pass
    assert (raised.value.code, raised.value.values) == ("port_taken", {"port": str(port)})


def test_missing_packages_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """The extra ``demo`` is not installed."""
    monkeypatch.setattr(demo_process, "PACKAGES", ("twisted", "no_such_package"))
    with pytest.raises(DemoFailed) as raised, started():
        pass
    assert raised.value.values == {"packages": "no_such_package"}


def test_it_listens_on_loopback_only(ready: Ready) -> None:
    """No port of it is open on another address of this machine."""
    found = subprocess.run(
        ["ss", "-Hltnp"], stdout=subprocess.PIPE, check=True, text=True
    ).stdout.splitlines()
    ours = [line.split()[3] for line in found if f"pid={ready.process}," in line]
    assert len(ours) >= sum(len(account.servers) for account in ready.accounts)
    assert {address.rpartition(":")[0] for address in ours} <= {"127.0.0.1", "[::1]"}


def test_what_is_told_can_be_read_again(ready: Ready) -> None:
    """On one line, for a shell and for other programs."""
    line = ready.to_json()
    assert "\n" not in line
    assert Ready.from_json(line) == ready
    assert json.loads(line)["environment"] == dict(ready.environment)


def test_its_overlay_is_an_ordinary_one(ready: Ready) -> None:
    """Every account's provider is found, with its ports and a word about it in each language."""
    knowledge = open_knowledge(ready.overlay)
    for account in ready.accounts:
        domain = account.address.rpartition("@")[2]
        provider = knowledge.providers.by_domain(domain)
        assert provider is not None
        assert [(s.protocol, s.host, s.port, s.security) for s in provider.servers] == [
            (s.protocol, s.host, s.port, s.security) for s in account.servers
        ]
        assert set(provider.notes[0].words) == set(Language)
        assert all(source in knowledge.sources for source in provider.sources)


def test_importing_it_loads_no_server() -> None:
    """The command line stays fast and works without the extra."""
    code = "import sys, bot.demo; sys.exit('twisted' in sys.modules or 'trustme' in sys.modules)"
    subprocess.run([sys.executable, "-P", "-c", code], check=True)
