"""What bad input gets: one clear line in the person's language, the right exit status, no trace."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from knowledge.model import Language
from tests.bot.end_to_end.command import Here, Ran, is_japanese

EN, JA = Language.EN, Language.JA
A = "taro@example.com"
ONE = ("--protocol", "imap")
GIVEN = (A, "--host", "mail.example.com")


def complains(ran: Ran, language: Language, *words: str) -> None:
    """One line on standard error with these words, nothing else, and exit status 2."""
    assert ran.out == ""
    assert ran.err.startswith("mailmedic: ")
    assert ran.err.count("\n") == 1
    assert "Traceback" not in ran.err
    assert "{{" not in ran.err
    assert is_japanese(ran.err) is (language is JA)
    for word in words:
        assert word in ran.err
    assert ran.status == 2


WRONG_CALLS = [
    (("frobnicate",), "frobnicate"),
    (("--frobnicate",), "--frobnicate"),
    (("ask", "--frobnicate"), "--frobnicate"),
    (("check", "--no-such-option", A), "--no-such-option"),
    (("ask", "--json=yes", "x"), "--json"),
    (("--lang", "fr"), "fr"),
    (("--lang",), "--lang"),
    (("check", "taro@"), "taro@"),
    (("check", "taro"), "taro"),
    (("check", "taro @example.com"), "taro @example.com"),
    (("check", ""), "--host"),
    (("check",), "--host"),
    (("check", A, "second"), "second"),
    (("check", A, "--host", "my host", "--no-login"), "my host"),
    (("check", *GIVEN, "--user", "ta\tro"), "--user"),
    (("check", *GIVEN, "--user", ""), "--user"),
    (("check", *GIVEN, *ONE, "--port", "0"), "65535"),
    (("check", *GIVEN, *ONE, "--port", "70000"), "70000"),
    (("check", *GIVEN, *ONE, "--port", "imap"), "imap"),
    (("check", *GIVEN, "--port", "143"), "--protocol"),
    (("check", *GIVEN, "--security", "tls"), "--protocol"),
    (("check", *GIVEN, *ONE, "--protocol", "pop3", "--port", "143"), "--protocol"),
    (("check", *GIVEN, "--security", "ssl"), "starttls"),
    (("check", *GIVEN, "--protocol", "http"), "http"),
    (("check", *GIVEN, "--auth", "MAGIC"), "MAGIC"),
    (("check", *GIVEN, "--timeout", "0"), "600"),
    (("check", *GIVEN, "--resolver", "dns.example"), "dns.example"),
    (("check", *GIVEN), "MAILMEDIC_PASSWORD"),
    (("check", *GIVEN, "--password-stdin"), ""),
    (("check", *GIVEN, "--no-login", "--password-stdin"), "--no-login"),
    (("check", *GIVEN, "--no-login", "--send-test"), "--send-test"),
    (("check", *GIVEN, "--send-test-to", "nobody"), "nobody"),
    (("check", *GIVEN, "--no-login", "--ca-file", "/no/such/file"), "/no/such/file"),
    (("check", *GIVEN, "--no-login", "--ca-file", "/"), "--ca-file"),
    (("discover",), ""),
    (("discover", "taro"), "taro"),
    (("discover", A, "--source", "oracle"), "oracle"),
    (("ask", "--batch", "x"), "--batch"),
    (("triage", "--batch", "x"), "--batch"),
    (("demo", "--port", "80"), "80"),
    (("knowledge", "burn"), "burn"),
    (("knowledge",), "lint"),
]


def _name(value: str | tuple[str, ...]) -> str:
    return " ".join(value) if isinstance(value, tuple) else value


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize(("arguments", "word"), WRONG_CALLS, ids=_name)
def test_a_wrong_call(
    arguments: tuple[str, ...], word: str, language: Language, here: Here
) -> None:
    """Is told by its word, in the locale's language."""
    ran = here(*arguments, environ={"MAILMEDIC_LANG": language})
    complains(ran, language, word)


OBEYED = "\x1b]0;x\x07\x7f\x9b31m\u202e"


@pytest.mark.parametrize(
    "arguments",
    [(OBEYED,), ("ask", f"--{OBEYED}"), ("check", f"a{OBEYED}@b"), ("check", A, "--host", OBEYED)],
)
def test_a_complaint_repeats_nothing_that_a_terminal_obeys(
    arguments: tuple[str, ...], here: Here
) -> None:
    """A script may hand us a stranger's words, and the complaint quotes them."""
    ran = here(*arguments)
    complains(ran, EN, "\N{REPLACEMENT CHARACTER}")
    assert not set(OBEYED) - {*"]0;x31m"} & set(ran.err)


@pytest.mark.parametrize("line", [("triage", "--json"), ("ask", "--json")])
def test_json_escapes_what_a_terminal_obeys(line: tuple[str, ...], here: Here) -> None:
    """A report quotes the line that decided: whole for programs, harmless for who looks at it."""
    ran = here(*line, stdin=f"535 5.7.8 {OBEYED}\u2028 authentication failed")
    assert not set(OBEYED + "\u2028") - {*"]0;x31m"} & set(ran.out)
    if line[0] == "triage":
        assert OBEYED[-6:] in json.loads(ran.out)["decisive"]


@pytest.mark.parametrize("language", Language)
def test_two_passwords(language: Language, here: Here) -> None:
    """One from the environment and one from standard input; neither is repeated."""
    environ = {"MAILMEDIC_PASSWORD": "planted-1", "MAILMEDIC_LANG": language}
    ran = here("check", *GIVEN, "--password-stdin", stdin="planted-2", environ=environ)
    complains(ran, language, "MAILMEDIC_PASSWORD", "--password-stdin")
    assert "planted" not in ran.err


@pytest.mark.parametrize("password", ["two\nlines", "\x00", "x" * 20_000, b"\xff\xfe"])
@pytest.mark.parametrize("language", Language)
def test_what_cannot_be_a_password(password: str | bytes, language: Language, here: Here) -> None:
    """A whole file, a control character, bytes of another encoding."""
    environ = {"MAILMEDIC_LANG": language}
    arguments = ("check", A, "--host", "127.0.0.1", "--password-stdin")
    complains(here(*arguments, stdin=password, environ=environ), language)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("MAILMEDIC_OVERLAY", "/no/such/folder"),
        ("MAILMEDIC_CA_FILE", "/no/such/file"),
        ("MAILMEDIC_RESOLVER", "dns.example"),
    ],
)
def test_a_wrong_setting(variable: str, value: str, language: Language, here: Here) -> None:
    """Is named with its value."""
    environ = {variable: value, "MAILMEDIC_LANG": language}
    ran = here("check", *GIVEN, "--no-login", environ=environ)
    complains(ran, language, value)


def test_a_language_that_we_do_not_speak(here: Here) -> None:
    """Is told in the locale's language."""
    environ = {"MAILMEDIC_LANG": "fr", "LANG": "ja_JP.UTF-8"}
    complains(here("ask", "x", environ=environ), JA, "MAILMEDIC_LANG", "fr")


@pytest.mark.parametrize("language", Language)
def test_a_file_that_holds_no_certificate(language: Language, tmp_path: Path, here: Here) -> None:
    """It can be read, and is no PEM."""
    path = tmp_path / "ca.pem"
    path.write_text("not a certificate")
    arguments = ("check", *GIVEN, "--no-login", "--ca-file", str(path))
    complains(here(*arguments, environ={"MAILMEDIC_LANG": language}), language, str(path))


def _overlay(folder: Path, files: Mapping[str, str]) -> Path:
    overlay = folder / "overlay"
    overlay.mkdir()
    (overlay / "overlay.toml").write_text('name = "Example Inc."\n', "utf-8")
    for name, text in files.items():
        path = overlay / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return overlay


TOPIC = (
    '+++\ntitle = "Own"\nquestions = ["own"]\ncauses = []\nrelated = []\nsources = []\n+++\nOwn.\n'
)


@pytest.mark.parametrize("language", Language)
def test_a_topic_with_a_missing_field(language: Language, tmp_path: Path, here: Here) -> None:
    """File, line and field."""
    text = TOPIC.replace('title = "Own"\n', "")
    overlay = _overlay(tmp_path, {"topics/own.en.md": text})
    environ = {"MAILMEDIC_OVERLAY": str(overlay), "MAILMEDIC_LANG": language}
    ran = here("ask", "what's port 143?", environ=environ)
    complains(ran, language, "own.en.md:1", "title")


@pytest.mark.parametrize("language", Language)
def test_an_overlay_that_contradicts_itself(language: Language, tmp_path: Path, here: Here) -> None:
    """It says one thing in two files."""
    overlay = _overlay(tmp_path, {"topics/own.en.md": TOPIC, "topics/b/own.en.md": TOPIC})
    environ = {"MAILMEDIC_OVERLAY": str(overlay), "MAILMEDIC_LANG": language}
    complains(here("ask", "x", environ=environ), language, "own.en.md:1", "own")


@pytest.mark.parametrize("language", Language)
def test_no_name_server_answers(language: Language, here: Here) -> None:
    """Not a wrong call: the reason is told, and what to do about it."""
    arguments = (A, "--no-login", "--resolver", "127.0.0.1:1", "--timeout", "1")
    environ = {"MAILMEDIC_LANG": language}
    ran = here("check", *arguments, environ=environ)
    assert ran.status == 1
    assert A in ran.out
    assert is_japanese(ran.out) is (language is JA)
    ran = here("check", "--json", *arguments, environ=environ)
    report = json.loads(ran.out)
    checks = report.pop("checks")
    assert report == {"address": A, "ok": False, "works": []}
    assert [check["protocol"] for check in checks] == ["smtp", "pop3", "imap"]
    assert {(check["host"], check["cause"]) for check in checks} == {("", "dns.failure")}
    assert ran.status == 1
    assert A in ran.err
    assert is_japanese(ran.err) is (language is JA)


@pytest.mark.parametrize("language", Language)
def test_nobody_listens(language: Language, here: Here) -> None:
    """A refused connection is a finding."""
    arguments = ("check", "--json", A, "--host", "127.0.0.1", *ONE, "--port", "1", "--no-login")
    ran = here(*arguments, environ={"MAILMEDIC_LANG": language})
    (check,) = json.loads(ran.out)["checks"]
    assert (ran.status, check["cause"]) == (1, "net.refused")
    assert is_japanese(check["explanation"]["text"]) is (language is JA)
