"""The reader of replies: what it quotes, how it orders, what it leaves alone, and its table."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from importlib import resources
from re import _constants as ops  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

import pytest

from knowledge.causes import Cause
from knowledge.providers import Protocol
from knowledge.replies import Replies, ours
from knowledge.replies.pattern import Pattern, pattern
from knowledge.replies.row import ReplyRow, prepared
from knowledge.replies.stages import STAGES
from knowledge.replies.written import LOOKED_AT, QUOTED, fold_reply

PATTERNS = sorted({words.source for row in ours().rows for words in row.patterns})


def row(key: str = "ours", **fields: Any) -> dict[str, Any]:
    """A row as a table is read."""
    return {"key": key, "fields": fields, "layer": "", "path": "replies.toml"}


BOUNCE = """\
This is the mail system at host mail.example.com.

I'm sorry to have to inform you that your message could not
be delivered to one or more recipients.

<taro@example.org>: host mx.example.org[192.0.2.10] said: 550-5.2.1 The mail
    system will not take it: 550 5.2.1 The email account that you tried to
    reach is disabled. (in reply to RCPT TO command)

Reporting-MTA: dns; mail.example.com
Final-Recipient: rfc822; taro@example.org
Action: failed
Status: 5.2.1
"""


class TestRead:
    """What is made of a pasted text."""

    def test_a_sentence_may_be_broken_over_lines(self) -> None:
        """A bounce is wrapped where its sentences are long."""
        reading = ours().read(BOUNCE)[0]
        assert reading.cause is Cause.SEND_RECIPIENT_DISABLED

    def test_the_codes_of_a_reply_between_its_lines_are_not_words(self) -> None:
        """A phrase goes on over the lines of a reply, each of which repeats the code."""
        text = "550-5.7.26 The sender is\r\n550-5.7.26 unauthenticated. See our\r\n550 5.7.26 help"
        assert ours().read(text)[0].cause is Cause.SEND_SENDER_AUTHENTICATION

    @pytest.mark.parametrize(
        ("text", "line"),
        [
            ("Hello,\n\n  535 5.7.8 Bad password  \nBye", "535 5.7.8 Bad password"),
            ("困っています。\nソケット エラー：１００６１\nどうか", "ソケット エラー：１００６１"),
            ("x\n１\n０ｘ８００ＣＣＣ９２　が出る", "０ｘ８００ＣＣＣ９２　が出る"),
        ],
    )
    def test_the_decisive_line_is_quoted_as_it_stood(self, text: str, line: str) -> None:
        """Width, case and spaces of the quoted line are the writer's."""
        assert ours().read(text)[0].line == line

    def test_a_very_long_line_is_quoted_in_part(self) -> None:
        """What decided is in the part that is quoted."""
        reading = ours().read("x" * 5000 + " mailbox is full " + "y" * 5000)[0]
        assert "mailbox is full" in reading.line
        assert len(reading.line) <= QUOTED

    def test_words_beat_numbers(self) -> None:
        """A reply that says another thing than its code means what it says."""
        first, *others = ours().read("550 5.1.1 message refused: mailbox is full")
        assert first.cause is Cause.SEND_RECIPIENT_OVER_QUOTA
        assert Cause.SEND_RECIPIENT_UNKNOWN in {reading.cause for reading in others}

    def test_an_enhanced_code_beats_a_basic_one(self) -> None:
        """550 alone stands for much; 5.2.1 says which."""
        assert ours().read("550 5.2.1 zxcv")[0].cause is Cause.SEND_RECIPIENT_DISABLED

    def test_a_code_of_several_meanings_gives_several_readings(self) -> None:
        """The most likely comes first, and each cause comes once."""
        causes = [reading.cause for reading in ours().read("0x800CCC0E")]
        assert causes[0] is Cause.NET_CANNOT_CONNECT
        assert len(causes) > 2
        assert len(set(causes)) == len(causes)

    def test_weights_fall(self) -> None:
        """Readings are ordered by their weight."""
        weights = [reading.weight for reading in ours().read(BOUNCE)]
        assert weights == sorted(weights, reverse=True)

    @pytest.mark.parametrize(
        ("text", "protocol", "stage"),
        [
            ("a1 NO [AUTHENTICATIONFAILED] Authentication failed.", Protocol.IMAP, "login"),
            ("-ERR [IN-USE] locked", Protocol.POP3, ""),
            ("550 5.1.1 User unknown (in reply to RCPT TO command)", Protocol.SMTP, "recipient"),
            ("IMAPサーバーにログインできません", Protocol.IMAP, "login"),
            ("certificate has expired", None, ""),
        ],
    )
    def test_protocol_and_stage_are_guessed(
        self, text: str, protocol: Protocol | None, stage: str
    ) -> None:
        """They are left open where nothing tells."""
        reading = ours().read(text)[0]
        assert (reading.protocol, reading.stage) == (protocol, stage)

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "\n\n",
            "\x00",
            "hello",
            "ありがとう",
            "what's port 143?",
            "POP3とIMAP4の違いは?",
            "how do I change my password",
            "パスワードを変更したい",
            "which port should I use for Gmail?",
            "what is an app password",
            "アプリパスワードって何",
            "メールが届かない",
            "465と587どっち",
            "what is STARTTLS",
            "my mail disappeared from the server",
            "the meeting is at 4:50",
            "how big can an attachment be",
            "メールの容量を増やしたい",
            "Version 5.2.1000 of the program",
            "192.0.2.5.1.1",
            "price: 550 yen",
            "550円です",
            "2026-11-26 04:50:05.551",
            "port 587",
            "who deletes my mail with POP3?",
            "送信済みフォルダってどこ",
            "迷惑メールが多い",
        ],
    )
    def test_what_is_no_error_is_not_read_as_one(self, text: str) -> None:
        """Questions and numbers without a sign of failure have no reading."""
        assert ours().read(text) == ()

    def test_only_the_first_million_characters_are_looked_at(self) -> None:
        """What stands behind them does not count."""
        assert ours().read("x\n" * (LOOKED_AT // 2) + "user unknown") == ()

    def test_a_text_of_all_our_words_ends(self) -> None:
        """Work is bounded whatever is pasted: the end of such a text is not looked at."""
        words = " ".join(word for p in PATTERNS for some in pattern(p).needs for word in some)
        assert ours().read(f"{words}\n" * 20)

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("サーバー エラー", "サーバエラー"),
            ("ﾕｰｻﾞｰ名", "ユーザ名"),
            ("０ｘ８００ＣＣＣ０Ｅ", "0x800ccc0e"),
            ("can’t  Connect", "can't  connect"),
        ],
    )
    def test_spellings_of_one_word_are_one(self, one: str, other: str) -> None:
        """Width, case, long vowels and spaces within Japanese do not matter."""
        assert fold_reply(one) == fold_reply(other)


class TestRows:
    """A table's rows, ours and a company's."""

    def test_a_later_row_of_the_same_key_replaces_an_earlier_one(self) -> None:
        """A company's row says what it means there."""
        replies = Replies.from_rows(
            [
                row(text=["blue screen"], causes=["net.timeout"]),
                row(text=["blue screen"], causes=["client.too_old"]),
            ]
        )
        assert [reading.cause for reading in replies.read("a blue screen")] == ["client.too_old"]

    @pytest.mark.parametrize(
        "fields",
        [
            {"text": ["x"]},
            {"causes": ["net.timeout"]},
            {"text": ["x"], "causes": []},
            {"text": ["x"], "causes": ["net.nonsense"]},
            {"text": ["x"], "causes": ["net.timeout"], "wieght": 1},
            {"text": ["x"], "causes": ["net.timeout"], "protocol": ["nntp"]},
        ],
    )
    def test_a_wrong_row_names_itself(self, fields: dict[str, Any]) -> None:
        """Who wrote it finds the file and the row."""
        with pytest.raises(ValueError, match=r"replies\.toml: reply ours"):
            Replies.from_rows([row(**fields)])

    @pytest.mark.parametrize("words", ["(a|b", "s?", "[0-9]{3}"])
    def test_a_companys_pattern_is_looked_at_when_it_is_read(self, words: str) -> None:
        """One that cannot be used is named at once, not when somebody asks."""
        theirs = row("theirs", text=[words], causes=["net.timeout"]) | {"layer": "Example Inc."}
        with pytest.raises(ValueError, match="reply theirs"):
            Replies.from_rows([theirs])

    @pytest.mark.parametrize(
        ("words", "text"),
        [
            ("(?:mailbox|folder) is full", "your folder is full"),
            ("over quota", "550 over  quota"),
            ("サーバー.{0,60}が見つかりません", "サーバmail.exampleが見つかりません"),
        ],
    )
    def test_a_row_from_the_cache_reads_the_same(self, words: str, text: str) -> None:
        """What its patterns need is worked out once, and kept as JSON."""
        ours = row(text=[words], causes=["net.timeout"])
        kept = json.loads(json.dumps(prepared(ours)))
        assert Replies.from_rows([kept]).read(text) == Replies.from_rows([ours]).read(text)
        assert Replies.from_rows([kept]).read(text)

    def test_conditions_are_met_in_the_line_of_the_words(self) -> None:
        """Words with a code mean something only beside that code."""
        replies = Replies.from_rows(
            [row(text=["try later"], code=["450"], causes=["send.greylisted"])]
        )
        assert replies.read("450 try later")
        assert not replies.read("450 no\ntry later")


def quantified(pattern: Any) -> Iterator[tuple[bool, int]]:
    """Each repetition of an expression: whether it repeats another, and its upper bound."""
    for op, value in pattern:
        if op in (ops.MAX_REPEAT, ops.MIN_REPEAT):
            inner = list(quantified(value[2]))
            nested = value[1] > 1 and any(bound > 1 for _, bound in inner)
            yield nested, value[1]
            yield from inner
        elif op is ops.SUBPATTERN:
            yield from quantified(value[-1])
        elif op is ops.BRANCH:
            for branch in value[1]:
                yield from quantified(branch)


class TestOurTable:
    """The rows that are shipped."""

    def test_patterns_are_found_by_words_and_take_no_long_time(self) -> None:
        """Every repetition is bounded, none is within another, nothing is a choice at the top."""
        for source in PATTERNS:
            words = Pattern(source)
            parsed = parser.parse(words.expression.pattern)
            assert words.needs, source
            assert all(not nested and bound <= 240 for nested, bound in quantified(parsed)), source
            assert "|" not in re.sub(r"\((?:[^()]|\([^()]*\))*\)", "", source), source
            assert source[0] == "(" or source[1:2] not in ("?", "{", "*", "+"), source
            assert source == source.strip(), source
            assert source == source.lower() or re.search(r"\\[SWD]", source), source

    def test_keys_are_not_used_twice(self) -> None:
        """Else one row would silently replace another."""
        text = (resources.files("knowledge") / "facts" / "replies.toml").read_text("utf-8")
        keys = [entry["key"] for entry in tomllib.loads(text)["row"]]
        assert len(keys) == len(set(keys)) == len(ours().rows)

    def test_every_source_is_known(self) -> None:
        """What a row rests on can be looked up."""
        facts = resources.files("knowledge") / "facts"
        table = tomllib.loads((facts / "replies.toml").read_text("utf-8"))
        used = {source for entry in table["row"] for source in entry.get("sources", ())}
        files = [file for file in (facts / "sources").iterdir() if file.name.endswith(".toml")]
        known = {source for file in files for source in tomllib.loads(file.read_text("utf-8"))}
        assert used | set(table["sources"]) <= known

    @pytest.mark.parametrize("entry", ours().rows, ids=lambda entry: entry.key)
    def test_a_row_is_of_sense(self, entry: ReplyRow) -> None:
        """Its stages are a check's, its weight is between 0 and 1, it names no cause twice."""
        assert entry.stages <= set(STAGES)
        assert 0 < entry.weight < 1
        assert Cause.OK not in entry.causes
        assert len(set(entry.causes)) == len(entry.causes)

    def test_every_cause_that_a_text_can_show_is_in_the_table(self) -> None:
        """All but those which only the check itself knows; ``unknown`` marks other things."""
        shown = {cause for entry in ours().rows for cause in entry.causes if cause != "unknown"}
        silent = {Cause.OK, Cause.UNKNOWN, *(cause for cause in Cause if cause.stage == "check")}
        assert shown == set(Cause) - silent
