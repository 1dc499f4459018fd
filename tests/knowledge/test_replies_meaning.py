"""What refusals speak of, and what comes of it."""

from __future__ import annotations

import pytest

from knowledge.causes import Cause
from knowledge.providers import Protocol
from knowledge.replies import STAGES, ours
from knowledge.replies.meaning import meanings

IMAP, POP3, SMTP = Protocol.IMAP, Protocol.POP3, Protocol.SMTP


@pytest.mark.parametrize(
    ("text", "concepts"),
    [
        ("Your password is wrong", {"password", "wrong"}),
        ("パスワードが間違っています", {"password", "wrong"}),
        ("ﾊﾟｽﾜｰﾄﾞが間違っています", {"password", "wrong"}),
        ("the mailbox  is\tlocked", {"mailbox", "closed", "busy"}),
        ("unwrongly", set()),
        ("", set()),
    ],
)
def test_concepts(text: str, concepts: set[str]) -> None:
    """Whole words, whatever is between them; Japanese anywhere, in full and half width."""
    assert meanings().spoken_of(text) == concepts


@pytest.mark.parametrize(
    ("protocol", "stage", "text", "cause"),
    [
        (POP3, "login", "your mailbox is locked", Cause.MAILBOX_IN_USE),
        (SMTP, "login", "your mailbox is locked", Cause.AUTH_ACCOUNT_DISABLED),
        (IMAP, "mailbox", "no room left", Cause.MAILBOX_OVER_QUOTA),
        (IMAP, "fetch", "no room left", Cause.MAILBOX_OVER_QUOTA),
        (SMTP, "recipient", "no room left", Cause.SEND_RECIPIENT_OVER_QUOTA),
        (SMTP, "recipient", "容量がいっぱいです", Cause.SEND_RECIPIENT_OVER_QUOTA),
        (SMTP, "starttls", "no room left", None),
        (IMAP, "login", "hm", None),
        (IMAP, "login", "x" * 2000 + " wrong password", None),
    ],
)
def test_the_place_decides(protocol: Protocol, stage: str, text: str, cause: Cause | None) -> None:
    """The same words mean another thing at another stage; what is far down means nothing."""
    assert meanings().cause_of(protocol, stage, text) is cause


@pytest.mark.parametrize(
    ("enhanced", "cause"),
    [("5.7.8", Cause.AUTH_WRONG_CREDENTIALS), ("", Cause.AUTH_TEMPORARY_FAILURE)],
)
def test_a_code_of_a_wrong_password_counts_more(enhanced: str, cause: Cause) -> None:
    """As Postfix says it, whose mechanisms give no reason."""
    words = "Error: failed: (reason unavailable)"
    assert ours().cause_of(SMTP, "login", "535", enhanced, words) is cause


def test_every_rule_can_be_met() -> None:
    """Each is of a stage that there is, and no rule before it takes everything that it takes."""
    for stage, rules in meanings().rules.items():
        assert stage in STAGES
        for at, rule in enumerate(rules):
            spoken = frozenset(next(iter(sorted(either))) for either in rule.all)
            for protocol in Protocol:
                if rule.protocol in (None, protocol):
                    earlier = [one for one in rules[:at] if one.fits(spoken, protocol)]
                    assert not [
                        one for one in earlier if one.cause is rule.cause and one.none <= rule.none
                    ], (stage, rule)
