"""Arguments, spoken in the reader's language."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.commands.addresses import read_address, read_host, read_resolver
from bot.commands.arguments import Arguments, UsageError, file, number, one_of
from knowledge.model import Language
from knowledge.speak import Speaker


@pytest.fixture(params=Language)
def arguments(request: pytest.FixtureRequest, speaker: Speaker) -> Arguments:
    """A command with every kind of argument."""

    def say(key: str, **values: str) -> str:
        return speaker.plain(key, request.param, **values)

    arguments = Arguments("check", say)
    arguments.words("question")
    arguments.flag("--json")
    arguments.option("--port", number(1, 65535, "--port"), metavar="PORT")
    arguments.option("--protocol", one_of(("imap", "pop3"), "--protocol"), metavar="P", repeat=True)
    return arguments


def test_all_kinds(arguments: Arguments) -> None:
    """In any order."""
    found = arguments.read(["a", "--json", "--port", "143", "b", "--protocol", "imap"])
    assert (found.question, found.json, found.port) == (["a", "b"], True, 143)
    assert found.protocol == ["imap"]
    assert not found.help


def test_nothing_given(arguments: Arguments) -> None:
    """Flags are off, options absent."""
    found = arguments.read([])
    assert (found.question, found.json, found.port, found.protocol) == ([], False, None, [])


@pytest.mark.parametrize(
    ("argv", "code", "value"),
    [
        (["--bla"], "unknown_option", "--bla"),
        (["--jso"], "unknown_option", "--jso"),
        (["-x"], "unknown_option", "-x"),
        (["--port"], "needs_value", "--port"),
        (["--json=yes"], "takes_no_value", "--json"),
        (["--port", "0"], "number", "0"),
        (["--port", "70000"], "number", "70000"),
        (["--port", "１４３"], "number", "１４３"),
        (["--port", "99999999999999999999"], "number", "99999999999999999999"),
        (["--protocol", "http"], "one_of", "http"),
    ],
)
def test_what_is_wrong(argv: list[str], code: str, value: str, arguments: Arguments) -> None:
    """Told by a code and what was typed, never in argparse's English."""
    with pytest.raises(UsageError) as raised:
        arguments.read(argv)
    assert raised.value.code == code
    assert value in raised.value.values.values()


@pytest.mark.parametrize("argv", [["-ERR", "auth"], ["--", "--json"], ["-ERR [AUTH] no"]])
def test_text_that_looks_like_an_option(argv: list[str], arguments: Arguments) -> None:
    """What POP3 servers say, and what comes after ``--``."""
    assert arguments.read(argv).question == [word for word in argv if word != "--"]


def test_help_names_everything(arguments: Arguments) -> None:
    """Arguments and options, each with its words."""
    text = arguments.format_help()
    for name in ("QUESTION", "--json", "--port", "--protocol", "-h, --help"):
        assert name in text
    assert "%" not in text


@pytest.mark.parametrize(
    "text", ["127.0.0.1", "::1", "[::1]", "mail.example.com", "ＭＡＩＬ.example"]
)
def test_hosts(text: str) -> None:
    """Names and addresses, in half width."""
    assert read_host(text).isascii()


@pytest.mark.parametrize("text", ["my host", "", "a/b", "-x", "host:993", "127.1", "a..b"])
def test_what_is_no_host(text: str) -> None:
    """A blank, a port, a path."""
    with pytest.raises(UsageError):
        read_host(text)


@pytest.mark.parametrize("text", ["192.0.2.1", "192.0.2.1:5353", "[2001:db8::1]:53", "2001:db8::1"])
def test_name_servers(text: str) -> None:
    """By address, with a port or without."""
    assert read_resolver(text) == text


@pytest.mark.parametrize(
    "text", ["dns.example", "192.0.2.1:", "192.0.2.1:0", "192.0.2.1:99999", ""]
)
def test_what_is_no_name_server(text: str) -> None:
    """A name would need one to be found."""
    with pytest.raises(UsageError):
        read_resolver(text)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("taro", "address.no_at"),
        ("@example.com", "address.no_local_part"),
        ("a@", "address.no_domain"),
    ],
)
def test_what_is_no_address(text: str, code: str) -> None:
    """Each fault has words of its own."""
    with pytest.raises(UsageError) as raised:
        read_address(text)
    assert raised.value.code == code


@pytest.mark.parametrize("name", ["", "no-such-file", "\x00"])
def test_a_file_that_cannot_be_read(name: str, tmp_path: Path) -> None:
    """A folder, nothing, or no name at all."""
    with pytest.raises(UsageError):
        file("--ca-file")(str(tmp_path / name))
