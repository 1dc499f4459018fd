"""What a text probably means, by all that is said."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.causes import Cause
from knowledge.providers import Protocol
from knowledge.replies import ours
from knowledge.replies.classifier import (
    Classifier,
    classifier,
    digest_of,
    features,
    is_stale,
    said,
)

UNSEEN = Path(__file__).parent / "unseen"
SMALL = Classifier(
    {
        "causes": ["auth.wrong_credentials", "mailbox.over_quota"],
        "leanings": [0.0, 0.5],
        "features": {"secret": "100 0 300 1 -300", "full": "100 0 -300 1 300"},
    }
)
BOTH = (Cause.AUTH_WRONG_CREDENTIALS, Cause.MAILBOX_OVER_QUOTA)


@pytest.mark.parametrize(
    ("text", "among"),
    [
        ("https://help.example.com/why?user=taro", "is"),
        ("taro@example.com", "is"),
        ("mail7.example.net", "is"),
        ("192.0.2.7", "is"),
    ],
)
def test_who_and_where_are_not_looked_at(text: str, among: str) -> None:
    """Names say nothing of what is wrong."""
    assert (
        features(f"{text} {among} full").keys() == features(f"mx.example.org {among} full").keys()
    )


def test_words_and_their_parts() -> None:
    """A word that was never met shares its parts with those that were."""
    assert {"passphrase", "~_pas", "~assp"} <= features("passphrase").keys()
    assert features("passphrases").keys() & features("passphrase").keys() > {"~_pas", "~phra"}
    assert {"パスワード不足"[5:7], "a b"} <= features("容量不足 A B").keys()


def test_numbers_are_one() -> None:
    """How many does not matter."""
    assert features("after 17 tries").keys() == features("after 4711 tries").keys()


@pytest.mark.parametrize(
    ("text", "cause"),
    [("the secret", BOTH[0]), ("is full", BOTH[1]), ("SECRET!", BOTH[0])],
)
def test_the_likeliest_is_first(text: str, cause: Cause) -> None:
    """By the weights, whatever the case."""
    assert next(iter(SMALL.probable(text, BOTH))) is cause


def test_only_what_is_possible() -> None:
    """Other causes share nothing of the whole."""
    assert SMALL.probable("the secret", BOTH[1:]) == {BOTH[1]: 1.0}
    assert SMALL.probable("the secret", ()) == {}


@pytest.mark.parametrize("text", ["", "?", "12", "zz qq", "Ж"])
def test_nothing_known_is_said(text: str) -> None:
    """Then nothing is guessed."""
    assert SMALL.probable(text, BOTH) == {}


@given(st.text(max_size=3000))
def test_any_text(text: str) -> None:
    """All that is possible makes one; or nothing is known."""
    shares = classifier().probable(text, tuple(Cause))
    assert not shares or sum(shares.values()) == pytest.approx(1)
    assert list(shares.values()) == sorted(shares.values(), reverse=True)


def test_it_was_trained_on_what_is_there() -> None:
    """After a change: ``python -m tests.questions.train``."""
    assert not is_stale(digest_of(said()))
    assert is_stale(digest_of({**said(), "unknown": ["another"]}))


def test_examples_are_of_our_causes_and_of_one() -> None:
    """Each stands for one cause; else nothing could be learned from it."""
    examples = said()
    assert {Cause(cause) for cause in examples} < set(Cause)
    texts = [text.casefold() for of_cause in examples.values() for text in of_cause]
    assert len(texts) == len(set(texts))
    assert min(map(len, examples.values())) >= 50


def _unseen(name: str) -> list[Mapping[str, object]]:
    lines = (UNSEEN / f"{name}.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def test_refusals_in_words_not_met_before() -> None:
    """Three hundred, for which nothing was mended; rows and meanings alone read 70 %."""
    right = []
    for one in _unseen("refusals"):
        where = (str(one[name]) for name in ("stage", "code", "enhanced", "text"))
        cause = ours().cause_of(Protocol(str(one["protocol"])), *where)
        right.append(cause in (one["cause"], *list(one["also"])))  # type: ignore[call-overload]
    assert sum(right) >= 0.92 * len(right)


def test_pasted_texts_in_words_not_met_before() -> None:
    """A hundred and fifty, for which nothing was mended; rows alone read half of them."""
    right = []
    for one in _unseen("pasted"):
        guessed = ours().guess(str(one["text"]))
        cause = guessed[0].cause if guessed else Cause.UNKNOWN
        right.append(cause in list(one["causes"]))  # type: ignore[call-overload]
    assert sum(right) >= 0.89 * len(right)


@pytest.mark.parametrize(
    ("text", "cause", "line"),
    [
        (
            "Report of the scanner\nserver: the code you keyed in does not fit this login\nbye",
            Cause.AUTH_WRONG_CREDENTIALS,
            "server: the code you keyed in does not fit this login",
        ),
        (
            "通信ログ\nIDとパスが合致しないのでお通しできません",
            Cause.AUTH_WRONG_CREDENTIALS,
            "IDとパスが合致しないのでお通しできません",
        ),
    ],
)
def test_a_guess_quotes_its_line(text: str, cause: Cause, line: str) -> None:
    """So that the asker sees what it was read from; and it is less than sure."""
    best = ours().guess(text)[0]
    assert (best.cause, best.line, best.row) == (cause, line, "")
    assert best.weight < 0.5


def test_a_row_that_is_sure_is_not_guessed_over() -> None:
    """What is known beats what is probable."""
    text = "550 5.1.1 <nobody@example.org>: Recipient address rejected: User unknown"
    assert ours().guess(text) == ours().read(text)


@pytest.mark.parametrize("text", ["", " \n\n", "Paper jam in tray 2.", "12:30"])
def test_nothing_is_guessed_of_nothing(text: str) -> None:
    """No cause is named where none is even probable."""
    assert ours().guess(text) == ()


def test_a_long_log_is_judged_by_lines() -> None:
    """Its decisive line stands among many."""
    line = "backend: the maildrop is held by another session of yours"
    log = "\n".join(["Nov 26 10:00:01 mx spool: queue run started"] * 60 + [line])
    best = ours().guess(log)[0]
    assert best.line == line or best.cause is Cause.MAILBOX_IN_USE
