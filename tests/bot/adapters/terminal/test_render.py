"""Replies on the terminal: styled on a screen, plain in a pipe, without any stranger's codes."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from rich.cells import cell_len

from bot.adapters.terminal.render import lines, printable, show, tell
from bot.core.model import (
    Block,
    Bullets,
    Choice,
    Choices,
    Code,
    Facts,
    Heading,
    Note,
    Picture,
    Reply,
    Span,
    Spans,
    Steps,
    Style,
    Text,
    Tone,
)
from knowledge.model import Language

GOLDEN = Path(__file__).parents[3] / "golden"
ESCAPE = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]")


class Screen(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def spans(text: str) -> Spans:
    return (Span(text),)


SAMPLES: dict[Language, tuple[Block, ...]] = {
    Language.EN: (
        Heading(spans("The server refuses this user name and password"), 1),
        Text(
            (
                Span("The connection works, but the "),
                Span("login", Style.STRONG),
                Span(" does not. Your mail is safe on the server, and nothing is lost."),
            )
        ),
        Heading(spans("What to do now")),
        Steps(
            (
                spans(
                    "Type the password once more by hand. "
                    "Watch for Caps Lock, and for a blank copied along with it."
                ),
                spans("Ask your provider."),
            )
        ),
        Bullets(
            (
                (
                    Span("SMTP", Style.CODE),
                    Span(" says 535 5.7.8 (RFC 4954)."),
                ),
            )
        ),
        Facts(
            (spans(""), spans("POP3"), spans("IMAP4")),
            ((spans("Deleting"), spans("on this PC"), spans("everywhere")),),
        ),
        Code(
            "  < A1 NO [AUTHENTICATIONFAILED] Wrong user name or password, "
            "or something else that is long"
        ),
        Note(spans("Who can mend this: you.")),
        Note(spans("The certificate expires soon."), Tone.WARNING),
        Note(
            (
                Span("Source: "),
                Span("RFC 4954", Style.LINK, "https://www.rfc-editor.org/rfc/rfc4954"),
            ),
            Tone.SOURCE,
        ),
        Picture(
            "p",
            "Mail goes from left to right.",
            "[PC] ---- a drawing fifty cells wide, no more ---->",
        ),
        Choices(
            spans("Read on"),
            (
                Choice("Details and sources", "1"),
                Choice("Which user name is right, the whole address or a part", "2"),
            ),
        ),
        Choices((), (Choice("Something else", "3"),)),
    ),
    Language.JA: (
        Heading(spans("ユーザー名かパスワードがちがうとサーバーに断られています"), 1),
        Text(
            (
                Span("サーバーまではつながっていますが、"),
                Span("ログイン", Style.STRONG),
                Span(
                    "が受け付けられていません。届いているメールはサーバーに残っていますので、ご安心ください。"
                ),
            )
        ),
        Heading(spans("まずすること")),
        Steps(
            (
                spans(
                    "パスワードを手で打ち直します。"
                    "大文字になっていないか（Caps Lock）、"
                    "前後に空白が入っていないかを見てください。"
                ),
                spans("提供元に聞きます。"),
            )
        ),
        Bullets(
            (
                (
                    Span("SMTP", Style.CODE),
                    Span("では535 5.7.8です（RFC 4954）。"),
                ),
            )
        ),
        Facts(
            (spans(""), spans("POP3"), spans("IMAP4")),
            ((spans("削除"), spans("そのパソコンだけ"), spans("すべての機器から消える")),),
        ),
        Code(
            "  < -ERR [AUTH] パスワードが違います。"
            "もう一度お確かめのうえ、正しいパスワードを入力してください"
        ),
        Note(spans("直せる人：ご本人")),
        Note(spans("証明書の期限がもうすぐ切れます。"), Tone.WARNING),
        Note(
            (
                Span("出典："),
                Span("RFC 4954", Style.LINK, "https://www.rfc-editor.org/rfc/rfc4954"),
            ),
            Tone.SOURCE,
        ),
        Picture("p", "メールは左から右へ進みます。", "【パソコン】━━━━ 五十桁までの図 ━━━━▶"),
        Choices(
            spans("あわせて読む"),
            (
                Choice("くわしい説明と出典", "1"),
                Choice("ユーザー名はどれが正しいか、アドレス全体か一部か", "2"),
            ),
        ),
        Choices((), (Choice("ほかのこと", "3"),)),
    ),
}


@pytest.mark.parametrize("width", [40, 80])
@pytest.mark.parametrize("language", Language)
def test_every_block(language: Language, width: int) -> None:
    """As it looks, kept in tests/golden: read it there, and look what a change does to it."""
    drawn = [line.plain.rstrip() for line in lines(SAMPLES[language], width, numbered=True)]
    expected = (GOLDEN / f"blocks.{language}.{width}.txt").read_text("utf-8")
    assert "\n".join(drawn) + "\n" == expected


@pytest.mark.parametrize("width", [30, 40, 80, 88, 200])
@pytest.mark.parametrize("language", Language)
def test_no_line_is_too_wide(language: Language, width: int) -> None:
    """But an address that cannot be broken."""
    for line in lines(SAMPLES[language], width):
        assert cell_len(line.plain.rstrip()) <= width or "https://" in line.plain


def test_choices_are_numbered_through() -> None:
    """A number means one thing in a reply; where nobody can pick, there are none."""
    samples = tuple(block for block in SAMPLES[Language.EN] if isinstance(block, Choices))
    choices = sum(len(block.choices) for block in samples)
    marks = [line.plain.split()[0] for line in lines(samples, 80, numbered=True) if line.plain]
    assert [mark for mark in marks if mark.isdigit()] == [str(n + 1) for n in range(choices)]
    marks = [line.plain.split()[0] for line in lines(samples, 80) if line.plain]
    assert marks.count("-") == choices


def test_a_picture_needs_room() -> None:
    """Where the drawing is too wide, its words stand in for it."""
    picture = Picture("p", "words", "x" * 60)
    assert [line.plain for line in lines((picture,), 80)] == ["  " + "x" * 60]
    assert [line.plain for line in lines((picture,), 40)] == ["  words"]


@pytest.mark.parametrize(
    "text",
    ["\x1b[2J", "\x1b]0;title\x07", "\x9b31m", "\r", "\x08", "\u202e", "\u2066x\u2069", "\x00"],
)
def test_nothing_obeyed_gets_through(text: str) -> None:
    """A banner cannot clear the screen, set a title or turn text around."""
    reply = Reply((Text(spans(text)), Code(text), Choices((), (Choice(text, ""),))), Language.EN)
    for stream in (Screen(), io.StringIO()):
        show(reply, stream)
        rest = ESCAPE.sub("", stream.getvalue())
        assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", rest)
    assert "\N{REPLACEMENT CHARACTER}" in printable(text)


@pytest.mark.parametrize("language", Language)
def test_a_pipe_gets_plain_text(language: Language) -> None:
    """No codes and no wrapping: programs read it."""
    stream = io.StringIO()
    show(Reply(SAMPLES[language], language), stream)
    assert "\x1b" not in stream.getvalue()
    assert max(map(len, stream.getvalue().split("\n"))) > 60


def test_a_screen_gets_styles(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the terminal has them."""
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    stream = Screen()
    show(Reply((Heading(spans("Title"), 1),), Language.EN), stream)
    assert ESCAPE.search(stream.getvalue())


@pytest.mark.parametrize(("name", "value"), [("NO_COLOR", "1"), ("TERM", "dumb")])
def test_colour_is_a_choice(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """``NO_COLOR`` takes the colours away, a dumb terminal all codes."""
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv(name, value)
    stream = Screen()
    show(Reply((Code("cyan"), Note(spans("x"), Tone.WARNING)), Language.EN), stream)
    assert not re.search(r"\x1b\[[0-9;]*3[0-9]", stream.getvalue())


@pytest.mark.parametrize("stream", [Screen(), io.StringIO()])
def test_a_sentence_by_itself(stream: io.StringIO) -> None:
    """Wrapped on a screen, whole in a pipe."""
    tell("word " * 60, stream)
    longest = max(map(len, stream.getvalue().split("\n")))
    assert (longest <= 88) == stream.isatty()
