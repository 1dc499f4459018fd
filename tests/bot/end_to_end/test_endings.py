"""How a command ends when it is told to, or when the system refuses it something."""

from __future__ import annotations

import signal
import socket
import subprocess
from pathlib import Path

import pytest

from tests.bot.end_to_end.command import COMMAND, Mailmedic, clean_environ, is_japanese


@pytest.mark.parametrize(
    ("number", "status"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)], ids=["TERM", "INT"]
)
@pytest.mark.parametrize("language", ["en", "ja"])
def test_a_check_that_is_told_to_stop(
    number: signal.Signals, status: int, language: str, tmp_path: Path, cache: Path
) -> None:
    """Ends at once, with words and the status that a shell expects."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        command = [*COMMAND, "check", "--host", "127.0.0.1", "--user", "taro", "--no-login"]
        command += ["--protocol", "imap", "--security", "none", "--lang", language]
        process = subprocess.Popen(
            [*command, "--port", str(silent.getsockname()[1])],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=clean_environ(tmp_path, cache),
            text=True,
        )
        silent.settimeout(60)  # a check that does not begin fails the test
        connection, _ = silent.accept()
        with connection:
            process.send_signal(number)
            _, said = process.communicate(timeout=60)
    assert process.returncode == status
    assert is_japanese(said) is (language == "ja")
    assert len(said.split("\n")) == 3
    assert "Traceback" not in said


@pytest.mark.parametrize("language", ["en", "ja"])
def test_a_file_that_cannot_be_written_is_named(language: str, mailmedic: Mailmedic) -> None:
    """A ready file in no folder is not told as an output that cannot be written."""
    ran = mailmedic("demo", "--ready-file", "/proc/nowhere/ready.json", "--lang", language)
    assert ran.status == 1
    assert "/proc/nowhere/ready.json" in ran.err
    assert "output" not in ran.err
    assert "出力" not in ran.err
    assert ran.err.count("\n") == 1


@pytest.mark.parametrize(
    ("question", "language"), [("what's port 143?", "en"), ("143番ポートって何", "ja")]
)
def test_the_chat_with_the_demonstration_in_a_pipe(
    question: str, language: str, mailmedic: Mailmedic
) -> None:
    """One line says what to do instead; what is piped in is answered."""
    empty = mailmedic("--demo", "--lang", language)
    assert (empty.status, empty.out) == (0, "")
    assert empty.err.startswith("mailmedic: ")
    assert "mailmedic ask" in empty.err
    assert empty.err.count("\n") == 1
    assert is_japanese(empty.err) is (language == "ja")
    asked = mailmedic("--demo", "--lang", language, stdin=question)
    assert "143" in asked.out
    assert asked.err == empty.err


def test_the_demonstrations_port_is_no_checks_port(mailmedic: Mailmedic) -> None:
    """The same option means another thing in each command, and its help says so."""
    assert "--protocol" not in mailmedic("demo", "--help").out
    assert "--protocol" in mailmedic("check", "--help").out
