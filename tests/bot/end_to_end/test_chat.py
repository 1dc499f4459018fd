"""The chat on a real terminal, as a person sees and types it."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot.demo import Ready
from connectors.model import Protocol, Security
from knowledge.model import Language
from tests.bot.end_to_end.command import clean_environ
from tests.bot.end_to_end.terminal import PATIENCE, Terminal, terminal
from tests.bot.overlays import provider

EN, JA = Language.EN, Language.JA
PROMPT = "\n>"
CTRL_C, CTRL_D, TAB, UP = "\x03", "\x04", "\t", "\x1b[A"


@pytest.fixture
def environ(tmp_path: Path, cache: Path) -> dict[str, str]:
    """A machine where nothing is set up."""
    return clean_environ(tmp_path, cache)


def test_questions(environ: dict[str, str]) -> None:
    """A greeting with things to try, answers, numbers, and the goodbye."""
    with terminal(environ=environ) as chat:
        chat.sees("Hello!", "1  What's port 143?", PROMPT)
        chat.types("1")
        chat.sees("Port 143", "Read on", "1  Details and sources", PROMPT)
        chat.types("1")
        chat.sees("Source:", "RFC 9051", PROMPT)
        chat.types("POP3とIMAP4の違いは?")
        chat.sees("POP3とIMAP4の違い", "あわせて読む", PROMPT)
        chat.types("quit")
        assert chat.ends() == 0


def test_japanese(environ: dict[str, str]) -> None:
    """From the greeting to the goodbye, in a chat of 40 columns too."""
    for columns in (80, 40):
        with terminal("--lang", "ja", environ=environ, columns=columns) as chat:
            chat.sees("こんにちは", "1  POP3とIMAP4の違いは?", PROMPT)
            chat.types("１")
            chat.sees("いちばんの違い", PROMPT)
            chat.types("終了")
            chat.sees("またいつでもどうぞ")
            assert chat.ends() == 0


@pytest.mark.parametrize("language", Language)
def test_ctrl_d_leaves(language: Language, environ: dict[str, str]) -> None:
    """As at every prompt."""
    with terminal("--lang", language, environ=environ) as chat:
        chat.sees(PROMPT)
        chat.presses(CTRL_D)
        assert chat.ends() == 0


@pytest.mark.parametrize("language", Language)
def test_ctrl_c_does_not(language: Language, environ: dict[str, str]) -> None:
    """It clears the line, and says how to leave."""
    with terminal("--lang", language, environ=environ) as chat:
        chat.sees(PROMPT)
        chat.presses("half a question" + CTRL_C)
        chat.sees("Ctrl-D", PROMPT)
        chat.types("what's port 25?")
        chat.sees("25", PROMPT)
        chat.presses(CTRL_D)
        assert chat.ends() == 0


def test_a_paste_of_several_lines_is_one_message(environ: dict[str, str]) -> None:
    """An error is read whole."""
    with terminal(environ=environ) as chat:
        chat.sees(PROMPT)
        chat.pastes("Undelivered Mail Returned to Sender\n\n550 5.1.1 User unknown\nport 143")
        chat.presses("\r")
        shown = chat.sees("I read this line", "550 5.1.1 User unknown", PROMPT)
        assert "Port 143" not in shown
        chat.presses(CTRL_D)
        assert chat.ends() == 0


def test_history_and_completion(environ: dict[str, str]) -> None:
    """The arrow brings the last line back; Tab completes a topic's title."""
    with terminal(environ=environ) as chat:
        chat.sees(PROMPT)
        chat.types("what's port 143?")
        chat.sees("Port 143", PROMPT)
        chat.presses(UP + "\r")
        chat.sees("Port 143", PROMPT)
        chat.presses("The difference between POP" + TAB)
        chat.sees("3 and IMAP4")
        chat.presses("\r")
        chat.sees("takes it home", PROMPT)
        chat.presses(CTRL_D)
        assert chat.ends() == 0


def test_nothing_is_kept(environ: dict[str, str], tmp_path: Path) -> None:
    """No file holds what was typed: neither a history nor anything else."""
    with terminal(environ=environ) as chat:
        chat.sees(PROMPT)
        chat.types("my password is planted-77aa")
        chat.sees(PROMPT)
        chat.presses(CTRL_D)
        assert chat.ends() == 0
    cache = Path(environ["MAILMEDIC_CACHE"])
    for path in (*tmp_path.rglob("*"), *cache.rglob("*")):
        assert not path.is_file() or b"planted-77aa" not in path.read_bytes()


@pytest.mark.parametrize(("language", "wish"), [(EN, "check {}"), (JA, "{} をチェック")])
def test_a_check(
    language: Language,
    wish: str,
    environ: dict[str, str],
    demo_environ: dict[str, str],
    ready: Ready,
) -> None:
    """The address in the wish, the password hidden, the stages, the report, and what is next."""
    with terminal("--lang", language, environ={**environ, **demo_environ}) as chat:
        chat.sees(PROMPT)
        chat.types(wish.format("taro@ok.demo.test"))
        _type_password(chat, ready.accounts[0].password, language)
        works = "works" if language is EN else "使えます"
        chat.sees("✓", "ms", "taro@ok.demo.test", works, "1  ", PROMPT)
        chat.types("2")
        chat.sees("EXAMINE", PROMPT)
        chat.presses(CTRL_D)
        assert chat.ends() == 0
    assert ready.accounts[0].password not in chat.seen


def _type_password(chat: Terminal, password: str, language: Language) -> None:
    chat.sees("Password for" if language is EN else "のパスワード：")
    chat.types(password)


def test_a_check_without_address(
    environ: dict[str, str], demo_environ: dict[str, str], ready: Ready
) -> None:
    """It is asked for until it is one; without a password the check stops before the login."""
    with terminal(environ={**environ, **demo_environ}) as chat:
        chat.sees(PROMPT)
        chat.types("check my account")
        chat.sees("Mail address to check: ")
        chat.types("taro")
        chat.sees("has an @ in the middle", "Mail address to check: ")
        chat.types("taro@ok.demo.test")
        chat.sees("Password for")
        chat.types("")
        chat.sees("Everything that was tested works", "Nobody logged in", PROMPT)
        chat.types("check")
        chat.sees("Mail address to check: ")
        chat.types("")
        chat.sees(PROMPT)
        chat.presses(CTRL_D)
        assert chat.ends() == 0


@dataclass
class SilentServer:
    """Takes a connection and says nothing; tells when the client has come and gone."""

    port: int = 0
    came: threading.Event = field(default_factory=threading.Event)
    gone: threading.Event = field(default_factory=threading.Event)


@contextmanager
def silent_server() -> Iterator[SilentServer]:
    """Such a server, on loopback."""
    server = SilentServer()
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        connection, _ = listening.accept()
        server.came.set()
        with connection:
            while connection.recv(1024):
                pass
        server.gone.set()

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        server.port = listening.getsockname()[1]
        yield server
    finally:
        # Wakes the server where nobody came, so that a failed test ends.
        socket.create_connection(listening.getsockname()).close()
        thread.join()
        listening.close()


@pytest.mark.parametrize(("language", "stopped"), [(EN, "Stopped."), (JA, "中止しました")])
def test_ctrl_c_ends_a_check_and_not_the_chat(
    language: Language, stopped: str, environ: dict[str, str], tmp_path: Path
) -> None:
    """While it waits for a server: the socket is closed, and the next question is answered."""
    with silent_server() as silent:
        server = (Protocol.IMAP, "localhost", silent.port, Security.TLS)
        overlay = provider(tmp_path / "overlay", "silent.test", [server])
        environ = {**environ, "MAILMEDIC_OVERLAY": str(overlay)}
        with terminal("--lang", language, environ=environ) as chat:
            chat.sees(PROMPT)
            chat.types("check taro@silent.test")
            chat.sees("taro@silent.test", "taro@silent.test")
            _type_password(chat, "planted-55bb", language)
            assert silent.came.wait(PATIENCE)
            chat.presses(CTRL_C)
            chat.sees(stopped, PROMPT)
            assert silent.gone.wait(PATIENCE)
            chat.types("what's port 25?")
            chat.sees("25", PROMPT)
            chat.presses(CTRL_D)
            assert chat.ends() == 0
    assert "planted-55bb" not in chat.seen


@pytest.mark.parametrize("key", [CTRL_C, CTRL_D])
def test_leaving_a_prompt(key: str, environ: dict[str, str], demo_environ: dict[str, str]) -> None:
    """Ctrl-C or Ctrl-D at the password gives up the check only."""
    with terminal(environ={**environ, **demo_environ}) as chat:
        chat.sees(PROMPT)
        chat.types("check taro@ok.demo.test")
        chat.sees("Password for")
        chat.presses(key)
        chat.sees("Stopped. Nothing was changed.", PROMPT)
        chat.presses(CTRL_D)
        assert chat.ends() == 0


def test_with_the_demonstration_beside_it(environ: dict[str, str]) -> None:
    """Some accounts to try; Ctrl-C in a check leaves the servers running."""
    with terminal("--demo", environ=environ) as chat:
        chat.sees("demo-password", "4  taro@ok.demo.test", PROMPT)
        chat.types("5")
        chat.sees("Password for hanako@password.demo.test")
        chat.presses(CTRL_C)
        chat.sees("Stopped.", PROMPT)
        chat.types("4")
        chat.sees("Password for taro@ok.demo.test: ")
        chat.types("demo-password")
        chat.sees("Everything that was tested works for taro@ok.demo.test", PROMPT)
        chat.types("quit")
        assert chat.ends() == 0


def test_a_check_by_command(
    environ: dict[str, str], demo_environ: dict[str, str], ready: Ready
) -> None:
    """``mailmedic check`` on a terminal asks for the password and shows the stages live."""
    arguments = ("check", "hanako@password.demo.test")
    with terminal(*arguments, environ={**environ, **demo_environ}) as check:
        check.sees("Password for hanako@password.demo.test: ")
        check.types("planted-66cc")
        check.sees("✗", "hanako@password.demo.test does not work yet", "What to do now")
        assert check.ends() == 1
    assert "planted-66cc" not in check.seen


def test_a_command_is_stopped(environ: dict[str, str], tmp_path: Path) -> None:
    """Ctrl-C ends it with one line."""
    with silent_server() as silent:
        arguments = ("check", "a@b.test", "--host", "127.0.0.1", "--protocol", "imap")
        given = ("--port", str(silent.port), "--security", "tls", "--no-login")
        with terminal(*arguments, *given, environ=environ) as check:
            assert silent.came.wait(PATIENCE)
            check.presses(CTRL_C)
            check.sees("Stopped. Nothing was changed.")
            assert check.ends() == 130
            assert silent.gone.wait(PATIENCE)
    assert "Traceback" not in check.seen


def test_without_colour(environ: dict[str, str]) -> None:
    """``NO_COLOR`` and dumb terminals get no colours."""
    for extra in ({"NO_COLOR": "1"}, {"TERM": "dumb"}):
        with terminal("ask", "what's port 143?", environ={**environ, **extra}) as ask:
            assert ask.ends() == 0
        assert "\x1b[3" not in ask.codes
