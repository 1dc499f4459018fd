"""The command in pipes: scripts, closed ends, other locales, and whatever else is fed to it."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest

from tests.bot.end_to_end.command import COMMAND, Mailmedic, Ran, clean_environ, is_japanese

MEGABYTE = 1 << 20


def clean(ran: Ran) -> Ran:
    """The same, once it is sure that it holds no trace and no control code."""
    assert "Traceback" not in ran.err
    assert "\x1b" not in ran.out + ran.err
    assert "\x00" not in ran.out + ran.err
    return ran


@pytest.mark.parametrize(
    ("question", "language"), [("what's port 143?", "en"), ("143番ポートって何", "ja")]
)
def test_a_question(question: str, language: str, mailmedic: Mailmedic) -> None:
    """As an argument, as several, and from standard input, in its own language."""
    as_one = clean(mailmedic("ask", question))
    assert as_one.status == 0
    assert as_one.err == ""
    assert is_japanese(as_one.out) is (language == "ja")
    assert clean(mailmedic("ask", *question.split())) == as_one
    assert clean(mailmedic("ask", stdin=question + "\n")) == as_one


@pytest.mark.parametrize("question", ["how tall is the eiffel tower", "富士山の高さは", ""])
def test_no_answer(question: str, mailmedic: Mailmedic) -> None:
    """Exit status 1, and words all the same."""
    ran = clean(mailmedic("ask", stdin=question))
    assert (ran.status, ran.err) == (1, "")
    assert ran.out.strip()
    answer = json.loads(mailmedic("ask", "--json", stdin=question).out)
    assert answer["answered"] is False


def test_questions_line_by_line(mailmedic: Mailmedic) -> None:
    """Without a command each line is a question; no prompt, no greeting."""
    lines = "what's port 143?\n\n   \n143番ポートって何\r\nPOP3とIMAP4の違いは?"
    ran = clean(mailmedic(stdin=lines))
    assert (ran.status, ran.err) == (0, "")
    assert ">" not in ran.out
    titles = [line for line in ran.out.split("\n") if "143" in line or "POP3とIMAP4" in line]
    assert len(titles) >= 3
    assert mailmedic(stdin="what's port 143?\nhow tall is the eiffel tower\n").status == 1


def test_nothing_at_all(mailmedic: Mailmedic) -> None:
    """No line, no answer, and nothing wrong."""
    assert clean(mailmedic()) == Ran(0, "", "")


@pytest.mark.parametrize(
    ("command", "unit"),
    [
        ("ask", b"why "),
        ("ask", "送信できない。".encode()),
        ("ask", b"\x00\x1b[2J\xff"),
        ("ask", b"535 5.7.8 authentication failed\n"),
        ("triage", b"535 5.7.8 authentication failed\n"),
    ],
)
def test_a_megabyte(command: str, unit: bytes, mailmedic: Mailmedic) -> None:
    """Of questions, Japanese, noise, errors: each is read, and something is said."""
    ran = clean(mailmedic(command, stdin=unit * (MEGABYTE // len(unit))))
    assert ran.status in (0, 1)
    assert ran.out


@pytest.mark.parametrize(
    "text", [b"\x00", b"what's\x00 port 143?", b"\xff\xfe\xfd", b"\x1b]0;x\x07"]
)
def test_bytes_that_are_no_text(text: bytes, mailmedic: Mailmedic) -> None:
    """NUL, control characters, other encodings: shown as nothing, or as what they are not."""
    for command in (("ask",), ("triage",), ()):
        assert clean(mailmedic(*command, stdin=text)).status in (0, 1)


def test_an_argument_of_another_encoding(mailmedic: Mailmedic) -> None:
    """What the shell hands over may be no UTF-8."""
    ran = mailmedic("ask", "--json", os.fsdecode(b"port \xff143"))
    assert json.loads(ran.out)["topic"] == "port.143"


BATCH = [
    ('{"id": "a", "q": "what\'s port 143?"}', {"id": "a", "answered": True, "lang": "en"}),
    ("no json", None),
    ('{"id": 2, "q": "143番ポートって何"}', {"id": 2, "answered": True, "lang": "ja"}),
    ('{"id": null, "q": "143", "lang": "ja"}', {"id": None, "answered": True, "lang": "ja"}),
    ('{"q": "how tall is the eiffel tower"}', {"answered": False}),
    ('{"id": "b"}', {"id": "b"}),
    ('{"id": "c", "q": 5}', {"id": "c"}),
    ('{"id": "d", "q": "x", "lang": "fr"}', {"id": "d"}),
    ("[1, 2]", None),
    ('"text"', None),
    ('{"id": NaN, "q": "x"}', None),
    ('{"id": 1e999, "q": "x"}', None),
    ('{"id": {"a": 1}, "q": "x"}', None),
    ("[" * 100_000, None),
    ('{"id": "e", "q": "\\ud800 port 25"}', {"id": "e", "answered": True}),
]


def test_a_batch_of_questions(mailmedic: Mailmedic) -> None:
    """An answer a line, in order; a bad line says so and spoils nothing; then the status is 1."""
    ran = clean(mailmedic("ask", "--batch", stdin="\n\n".join(line for line, _ in BATCH)))
    answers = [json.loads(line) for line in ran.out.splitlines()]
    assert ran.status == 1
    assert len(answers) == len(BATCH)
    for answer, (_, expected) in zip(answers, BATCH, strict=True):
        if expected is None:
            assert set(answer) == {"error"}
        elif "answered" in expected:
            assert expected.items() <= answer.items()
            assert "error" not in answer
        else:
            assert set(answer) == {"id", "error"}
            assert answer["id"] == expected["id"]


def test_a_good_batch(mailmedic: Mailmedic) -> None:
    """Status 0 when every line was read, answered or not; ``id`` only where there was one."""
    lines = '{"q": "what\'s port 25?"}\n{"id": 1, "q": "how tall is the eiffel tower"}'
    ran = clean(mailmedic("ask", "--batch", stdin="\ufeff" + lines))
    first, second = (json.loads(line) for line in ran.out.splitlines())
    assert (ran.status, "id" in first, second["id"]) == (0, False, 1)
    ran = clean(mailmedic("triage", "--batch", stdin='{"id": "x", "text": "535 5.7.8 no"}\n'))
    assert (ran.status, json.loads(ran.out)["id"]) == (0, "x")


def test_a_line_without_end(mailmedic: Mailmedic) -> None:
    """Is given up at its bound, and the next is read."""
    endless = '{"q": "' + "a" * (9 * MEGABYTE) + '"}'
    ran = mailmedic("ask", "--batch", stdin=f'{endless}\n{{"q": "port 25"}}\n')
    first, second = (json.loads(line) for line in ran.out.splitlines())
    assert set(first) == {"error"}
    assert second["answered"]


@pytest.mark.parametrize("lang", ["C", "POSIX", "C.UTF-8", "ja_JP.UTF-8", "xx_YY.UTF-8", ""])
def test_locales(lang: str, mailmedic: Mailmedic) -> None:
    """Japanese comes out whole, and the words around are the locale's."""
    environ = {"LANG": lang}
    assert "ポート" in clean(mailmedic("ask", "143番ポートって何", environ=environ)).out
    assert is_japanese(mailmedic("--help", environ=environ).out) is lang.startswith("ja")


def test_an_encoding_without_japanese(mailmedic: Mailmedic) -> None:
    """What cannot be written is replaced."""
    environ = {"PYTHONIOENCODING": "latin-1"}
    ran = mailmedic("ask", "143番ポートって何", environ=environ)
    assert (ran.status, ran.err) == (0, "")
    assert "143" in ran.out


def shell(line: str, environ: dict[str, str]) -> Ran:
    """A line of a shell, ``$M`` in it being the command."""
    ended = subprocess.run(
        ["/bin/sh", "-c", line],
        capture_output=True,
        env={**environ, "M": " ".join(COMMAND)},
        check=False,
        timeout=60,
        stdin=subprocess.DEVNULL,
    )
    return Ran(ended.returncode, ended.stdout.decode(), ended.stderr.decode())


@pytest.mark.parametrize(
    "line",
    [
        "$M ask port 143 | head -1",
        "$M ask port 143 | true",
        "$M knowledge stats | head -1",
        "$M ask --json port 143 | head -1",
        'yes \'{"q":"port 143"}\' | head -500 | $M ask --batch | head -1',
        "yes 'port 143' | head -50 | $M | head -1",
        "$M --help | head -1",
    ],
)
def test_a_reader_that_goes_away(line: str, tmp_path: Path, cache: Path) -> None:
    """Is no error, and nothing is said about it."""
    assert shell(line, clean_environ(tmp_path, cache)).err == ""


@pytest.mark.parametrize(
    ("line", "status"),
    [
        ("$M ask port 143 >&-", 0),
        ("$M ask port 143 2>&-", 0),
        ("$M ask <&-", 1),
        ("$M <&-", 0),
        ("$M check taro@ 2>&-", 2),
        ("$M ask port 143 <&- >&- 2>&-", 0),
    ],
)
def test_closed_streams(line: str, status: int, tmp_path: Path, cache: Path) -> None:
    """Whoever starts us without one of them gets the exit status all the same."""
    ran = shell(line, clean_environ(tmp_path, cache))
    assert ran.status == status
    assert "Traceback" not in ran.err


def test_a_full_disk(tmp_path: Path, cache: Path) -> None:
    """Is told in one line."""
    ran = shell("$M ask port 143 >/dev/full", clean_environ(tmp_path, cache))
    assert ran.status == 1
    assert ran.err.startswith("mailmedic: ")
    assert ran.err.count("\n") == 1


def test_a_cache_that_cannot_be_written(mailmedic: Mailmedic) -> None:
    """Costs time and nothing else."""
    for cache in ("/proc/nowhere", "/dev/null/cache", ""):
        assert mailmedic("ask", "port 143", environ={"MAILMEDIC_CACHE": cache}).status == 0


def test_help_of_everything(mailmedic: Mailmedic) -> None:
    """Each command has one, in both languages, and says how it is called."""
    for language in ("en", "ja"):
        overview = clean(mailmedic("--help", "--lang", language))
        assert overview.status == 0
        for command in ("ask", "check", "triage", "discover", "demo", "knowledge"):
            ran = clean(mailmedic(command, "--help", "--lang", language))
            assert (ran.status, ran.err) == (0, "")
            assert f"mailmedic {command}" in ran.out
            assert command in overview.out
            assert is_japanese(ran.out) is (language == "ja")


def test_the_version(mailmedic: Mailmedic) -> None:
    """By its number."""
    ran = mailmedic("--version")
    assert ran.status == 0
    assert ran.out.startswith("mailmedic 0.")
