"""Every code that a live check speaks in has words, in both languages, and no word is left over."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import product

import pytest

from bot.core.explain import Explainer
from connectors.codes import ConnectionDetail, ConnectionNote
from connectors.dialogue.details import DetailCode
from connectors.dialogue.notes import Note
from connectors.model import Direction, Line, StepName
from connectors.wire.service import Service
from knowledge.load import Knowledge, open_knowledge
from knowledge.model import Language
from knowledge.speak import Speaker

STEPS = tuple(map(str, StepName))
DETAILS = (*map(str, ConnectionDetail), *map(str, DetailCode))
NOTES = (*map(str, ConnectionNote), *map(str, Note))

# What the values may be; more than one where a phrase turns on it.
NAMED: Mapping[str, tuple[str, ...]] = {
    "alert": ("40",),
    "bytes": ("1", "2048"),
    "cipher": ("TLS_AES_256_GCM_SHA384",),
    "code": ("62",),
    "count": ("0", "1", "2"),
    "host": ("mail.example.com",),
    "ip": ("192.0.2.7", "2001:db8::7"),
    "mechanism": ("SCRAM-SHA-256",),
    "not_after": ("2026-06-01",),
    "not_before": ("2026-01-01",),
    "offered": ("", "PLAIN LOGIN"),
    "other": ("192.0.2.7",),
    "port": ("587",),
    "user": ("taro",),
    "seconds": ("0.5", "1.0"),
    "service": tuple(map(str, Service)),
    "status": ("401",),
    "subject": ("mail.example.com",),
    "version": ("TLSv1.3",),
}
VALUES: Mapping[str, tuple[str, ...]] = {
    ConnectionNote.CONNECTED: ("ip", "port"),
    ConnectionNote.ENCRYPTED: ("version", "cipher"),
    ConnectionNote.CONTENT: ("bytes",),
    ConnectionDetail.RESOLVED: ("ip", "count"),
    ConnectionDetail.CONNECTED: ("ip",),
    ConnectionDetail.OTHER_FAMILY: ("ip", "other"),
    ConnectionDetail.OTHER_PORT_ANSWERS: ("port",),
    ConnectionDetail.TLS: ("version", "cipher"),
    ConnectionDetail.TLS_ALERT: ("alert",),
    ConnectionDetail.CERTIFICATE_REFUSED: ("code",),
    ConnectionDetail.CERTIFICATE_OUTDATED: ("subject", "not_before", "not_after"),
    ConnectionDetail.GREETED_BY: ("service",),
    ConnectionDetail.LOGIN_UNTRUSTED_HOST: ("host",),
    ConnectionDetail.LOGIN_OTHER_USER: ("user",),
    ConnectionDetail.LOGIN_OAUTH_ONLY: ("host",),
    ConnectionDetail.MESSAGE_FOUND: ("seconds",),
    ConnectionDetail.MESSAGE_NOT_FOUND: ("seconds",),
    DetailCode.LOGIN_MECHANISM: ("mechanism",),
    DetailCode.LOGIN_OTHER_WAY: ("mechanism", "other"),
    DetailCode.LOGIN_NOT_OFFERED: ("mechanism", "offered"),
    DetailCode.LOGIN_NOTHING_IN_COMMON: ("offered",),
    DetailCode.LOGIN_UNSUITABLE: ("mechanism",),
    DetailCode.LOGIN_MALFORMED: ("mechanism",),
    DetailCode.LOGIN_SERVER_UNPROVEN: ("mechanism",),
    DetailCode.LOGIN_TOKEN_STATUS: ("status",),
    DetailCode.MAILBOX_MESSAGES: ("count",),
    DetailCode.FETCH_NEWEST: ("bytes",),
}
CODES = tuple(
    (table, code)
    for table, codes in (("steps", STEPS), ("details", DETAILS), ("notes", NOTES))
    for code in codes
)

LONGEST_NOTE = {Language.EN: 140, Language.JA: 70}
"""Of a note's own words: in a terminal, two lines beside the line that it explains."""

_JAPANESE = r"[\u3040-\u30ff\u4e00-\u9fff]"
_HALF_WIDTH = re.compile(rf"{_JAPANESE}[,.:;!?()]|[,:;!?(]{_JAPANESE}")


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    """The shipped content."""
    return open_knowledge()


def spoken(speaker: Speaker, key: str, code: str, language: Language) -> Iterable[str]:
    """The phrase with every combination of the values that go with its code, and no others."""
    names = VALUES.get(code, ())
    for values in product(*(NAMED[name] for name in names)):
        yield speaker.plain(key, language, **dict(zip(names, values, strict=True)))


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize(
    ("table", "codes"), [("steps", STEPS), ("details", DETAILS), ("notes", NOTES)]
)
def test_words_and_codes_are_the_same(
    knowledge: Knowledge, table: str, codes: tuple[str, ...], language: Language
) -> None:
    """Each code has its phrase, and each phrase its code."""
    keys = {key for key in knowledge.phrases(language) if key.startswith(f"{table}.")}
    assert keys == {f"{table}.{code}" for code in codes}


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize(("table", "code"), CODES)
def test_a_code_speaks(knowledge: Knowledge, table: str, code: str, language: Language) -> None:
    """A phrase needs no other values than its code's, and is one line of plain text."""
    for text in spoken(Speaker(knowledge), f"{table}.{code}", code, language):
        assert text == " ".join(text.split())
        assert text
        assert not re.search(r"[{}`]|(?<!\*)\*\*(?!\*)", text)
        if language is Language.JA:
            assert re.search(_JAPANESE, text) or code in ("resolve.addresses", "tls.version")
            assert not _HALF_WIDTH.search(text)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("code", NOTES)
def test_a_note_is_a_short_sentence(knowledge: Knowledge, code: str, language: Language) -> None:
    """What a line means is said to the end, and can be taken in at a glance."""
    template = knowledge.phrases(language)[f"notes.{code}"]
    assert len(re.sub(r"\{\{.*?\}\}", "", template)) <= LONGEST_NOTE[language]
    assert template.endswith("." if language is Language.EN else "。")


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("code", DETAILS)
def test_a_detail_can_stand_behind_a_title(
    knowledge: Knowledge, code: str, language: Language
) -> None:
    """Details are joined to a cause's title and a server's words: none ends a sentence."""
    for text in spoken(Speaker(knowledge), f"details.{code}", code, language):
        assert not text.endswith((".", "。"))


@pytest.mark.parametrize("language", Language)
def test_every_service_that_may_answer_has_a_name_of_its_own(
    knowledge: Knowledge, language: Language
) -> None:
    """What answers in a mail server's place is told apart."""
    code = ConnectionDetail.GREETED_BY
    told = list(spoken(Speaker(knowledge), f"details.{code}", code, language))
    assert len(set(told)) == len(Service)


@pytest.mark.parametrize("language", Language)
def test_one_message_and_several(knowledge: Knowledge, language: Language) -> None:
    """The count stands in the sentence, in the right number."""
    none, one, two = spoken(
        Speaker(knowledge), "details.mailbox.messages", DetailCode.MAILBOX_MESSAGES, language
    )
    assert "0" in none
    assert "1" in one
    assert "messages" not in one
    assert "2" in two


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("code", [Note.POP3_PASS, Note.IMAP_LOGIN, Note.SMTP_AUTH])
def test_a_login_says_that_its_secret_is_not_shown(
    knowledge: Knowledge, code: Note, language: Language
) -> None:
    """Whoever reads the record knows what stands behind the asterisks."""
    assert "***" in Speaker(knowledge).plain(f"notes.{code}", language)


@pytest.mark.parametrize("language", Language)
def test_the_password_prompt_names_the_user(knowledge: Knowledge, language: Language) -> None:
    """The prompt is plain text, and what is typed does not stick to it."""
    prompt = Speaker(knowledge).plain("check.password_prompt", language, user="t_a@example.com")
    assert "t_a@example.com" in prompt
    assert prompt.endswith((" ", "："))


@pytest.mark.parametrize("language", Language)
def test_a_line_that_goes_on_with_another_has_no_note(
    knowledge: Knowledge, language: Language
) -> None:
    """What follows an IMAP literal belongs to the line before it."""
    line = Line(0.0, Direction.SERVER, ")", "")
    assert Explainer(knowledge, Speaker(knowledge)).note(line, language) == ""
