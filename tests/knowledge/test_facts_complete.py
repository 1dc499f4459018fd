"""Our tables against the registries they are made from, written down here as data.

The lists were taken down on 2026-11-26 from IANA's registries of service names and port
numbers, SMTP enhanced status codes (as updated on 2024-12-06), IMAP response codes, POP3
response codes and SASL mechanisms, and from RFC 5321 section 4.2.3, RFC 4954, RFC 7504,
RFC 5530 section 6, RFC 3501 and RFC 9051 section 7.1. A code that a registry has gained
since is missing here first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from knowledge import content, layers
from knowledge.causes import Cause
from knowledge.load import Knowledge
from knowledge.model import Language, Owner, Row, Severity
from knowledge.speak import Speaker

FACTS = layers.OURS / "facts"

# IANA, service-name-port-numbers: each TCP assignment (512: UDP) that names mail, one of its
# protocols or a mail product; number to service name, "" where the registry has none.
MAIL_PORTS = {
    24: "", 25: "smtp", 50: "re-mail-ck", 58: "xns-mail", 105: "csnet-ns", 109: "pop2",
    110: "pop3", 143: "imap", 158: "pcmail-srv", 174: "mailq", 209: "qmtp", 220: "imap3",
    366: "odmr", 406: "imsp", 465: "submissions", 505: "mailbox-lm", 512: "biff",
    587: "submission", 628: "qmqp", 642: "esro-emsdp", 674: "acap", 691: "msexch-routing",
    993: "imaps", 995: "pop3s", 1038: "mtqp", 1352: "lotusnote", 1396: "dvl-activemail",
    1397: "audio-activmail", 1398: "video-activmail", 1677: "groupwise", 2004: "mailbox",
    2285: "lnvmailmon", 2390: "rsmtp", 2593: "mns-mail", 3007: "lotusmtap", 3206: "ironmail",
    3264: "ccmail", 3302: "mcs-fastmail", 3332: "mcs-mailsvr", 3511: "webmail-2",
    3762: "gbs-smp", 3905: "mupdate", 3936: "mailprox", 4069: "minger", 4190: "sieve",
    5729: "openmail", 5755: "openmailg", 5766: "openmailns", 5767: "s-openmail",
    5768: "openmailpxy", 8990: "http-wmap", 8991: "https-wmap", 9091: "xmltec-xmlmail",
}  # fmt: skip
# Mail uses these numbers without IANA's registration for it.
UNREGISTERED_PORTS = {26, 106, 585, 1025, 1109, 1143, 2000, 2525}
OTHER_PORTS = {21, 22, 23, 53, 80, 88, 119, 389, 443, 445, 563, 636, 3389, 5222}
ALIASES = {
    "smtp": 25, "smtp_tls": 465, "submission": 587, "pop3": 110, "pop3_tls": 995,
    "imap": 143, "imap_tls": 993,
}  # fmt: skip

# RFC 5321 section 4.2.3, RFC 4954 section 6, RFC 7504, and RFC 5248's 523, 524, 525.
SMTP = """
    211 214 220 221 250 251 252 354 421 450 451 452 455 500 501 502 503 504 550 551 552 553 554 555
    235 334 432 454 530 534 535 538
    521 556
    523 524 525
""".split()

# IANA, smtp-enhanced-status-codes-3: the last detail of each subject; none is left out below it.
LAST_DETAIL = {0: 0, 1: 10, 2: 4, 3: 6, 4: 7, 5: 6, 6: 10, 7: 30}
STATUS = [f"X.{s}.{d}" for s, last in LAST_DETAIL.items() for d in range(last + 1)]

# RFC 9051 section 7.1, RFC 3501 section 7.1 (UNSEEN), RFC 5530 (from UNAVAILABLE on).
IMAP_OWN = """
    ALERT APPENDUID BADCHARSET CAPABILITY CLOSED COPYUID HASCHILDREN PARSE PERMANENTFLAGS READ-ONLY
    READ-WRITE TRYCREATE UIDNEXT UIDNOTSTICKY UIDVALIDITY UNKNOWN-CTE UNSEEN
    UNAVAILABLE AUTHENTICATIONFAILED AUTHORIZATIONFAILED EXPIRED PRIVACYREQUIRED CONTACTADMIN NOPERM
    INUSE EXPUNGEISSUED CORRUPTION SERVERBUG CLIENTBUG CANNOT LIMIT OVERQUOTA ALREADYEXISTS
    NONEXISTENT
""".split()
# IANA, imap-response-codes: the others.
IMAP_EXTENSIONS = """
    NEWNAME REFERRAL URLMECH TOOBIG BADURL HIGHESTMODSEQ NOMODSEQ MODIFIED COMPRESSIONACTIVE
    NOTSAVED BADCOMPARATOR ANNOTATE ANNOTATIONS TEMPFAIL MAXCONVERTMESSAGES MAXCONVERTPARTS NOUPDATE
    NOTIFICATIONOVERFLOW BADEVENT UNDEFINED-FILTER METADATA USEATTR DOWNGRADED MAILBOXID INPROGRESS
    UIDREQUIRED MESSAGELIMIT
""".split()

# IANA, pop3-extension-mechanism: RFC 2449, RFC 3206, RFC 6856.
POP3 = ["IN-USE", "LOGIN-DELAY", "AUTH", "SYS/TEMP", "SYS/PERM", "UTF8"]

# IANA, sasl-mechanisms: those that mail servers and programs offer.
SASL = """
    PLAIN LOGIN CRAM-MD5 DIGEST-MD5 SCRAM-SHA-1 SCRAM-SHA-1-PLUS SCRAM-SHA-256 SCRAM-SHA-256-PLUS
    SCRAM-SHA-512 SCRAM-SHA-512-PLUS SCRAM-SHA3-512 SCRAM-SHA3-512-PLUS NTLM GSS-SPNEGO GSSAPI
    GS2-KRB5 GS2-KRB5-PLUS KERBEROS_V4 EXTERNAL ANONYMOUS OTP SKEY SECURID OAUTHBEARER XOAUTH
    XOAUTH2
""".split()
BESIDE_SASL = ["APOP", "USER/PASS", "IMAP LOGIN"]

WHO = {*Owner, "nobody"}
WORDS = {
    "port": {"title", "what", "instead", "more"},
    "smtp": {"title", "what", "next"},
    "status": {"title", "what", "next", "elsewhere"},
    "imap": {"title", "what", "next"},
    "pop3": {"title", "what", "next"},
    "sasl": {"title", "what", "when", "more"},
}
MAY_BE_EMPTY = {"instead", "next", "elsewhere"}
FIELDS = {
    "port": {
        "number", "service", "registered", "alias", "names", "protocol", "direction",
        "security", "advice", "mail",
    },
    "smtp": {"class", "causes", "who"},
    "status": {"sample", "basic", "classes", "registered", "by", "causes", "who"},
    "imap": {"registered", "by", "causes", "who"},
    "pop3": {"causes", "who"},
    "sasl": {"registered", "sasl", "strength", "needs", "names"},
}  # fmt: skip
# A port's number standing alone, not as part of a code, a larger number or a size.
PORT_DIGITS = re.compile(r"(?<![\d.-])(?:25|110|143|465|587|993|995)(?![\d.-]| ?MB)")
NAMES = {
    "port": "ports",
    "smtp": "smtp_replies",
    "status": "enhanced_status",
    "imap": "imap_codes",
    "pop3": "pop3_codes",
    "sasl": "sasl_mechanisms",
    "cause": "causes",
}


def table(kind: str) -> dict[str, Mapping[str, Any]]:
    """The rows of one of our files, by key, as written."""
    rows = content.read_rows(Path(FACTS / f"{NAMES[kind]}.toml"), "")
    return {row["key"]: row["fields"] for row in rows}


def spoken_rows(knowledge: Knowledge) -> Iterator[Row]:
    """Every row of the kinds that this file is about."""
    return (row for row in knowledge.rows.values() if row.kind in WORDS)


def test_every_mail_port_of_the_registry_is_there_by_its_name() -> None:
    """Number and service name agree with IANA's registry, and nothing is registered that is not."""
    ports = table("port")
    ours = {
        row["number"]: row["service"] for row in ports.values() if row["mail"] and row["registered"]
    }
    assert ours == MAIL_PORTS


def test_other_ports_are_said_not_to_be_for_mail() -> None:
    """Numbers that people meet beside mail are told apart from those that mail merely borrowed."""
    ports = table("port").values()
    assert {row["number"] for row in ports if not row["mail"]} == OTHER_PORTS
    borrowed = {row["number"] for row in ports if row["mail"] and not row["registered"]}
    assert borrowed == UNREGISTERED_PORTS
    assert all((row["advice"] == "not_mail") is not row["mail"] for row in ports)


def test_topics_find_the_seven_ports_by_name() -> None:
    """``port.<alias>.number`` is the number everybody knows, and no alias stands twice."""
    named = [(row["alias"], row["number"]) for row in table("port").values() if row["alias"]]
    assert len({alias for alias, _ in named}) == len(named)
    assert ALIASES.items() <= dict(named).items()


def test_a_port_row_is_keyed_by_its_number() -> None:
    """The key that a question is recognised by is the number itself."""
    assert all(key == str(row["number"]) for key, row in table("port").items())


@pytest.mark.parametrize(
    ("kind", "expected"),
    [("smtp", SMTP), ("pop3", POP3), ("sasl", [*SASL, *BESIDE_SASL])],
)
def test_the_table_has_exactly_the_codes_of_its_standards(kind: str, expected: list[str]) -> None:
    """No code is missing, none is invented."""
    assert sorted(table(kind)) == sorted(expected)


@pytest.mark.parametrize(
    ("kind", "expected"), [("status", STATUS), ("imap", [*IMAP_OWN, *IMAP_EXTENSIONS])]
)
def test_registered_codes_are_all_there_and_others_name_their_maker(
    kind: str, expected: list[str]
) -> None:
    """Beside the registry stands only what says which provider made it up."""
    rows = table(kind)
    assert sorted(key for key, row in rows.items() if row["registered"]) == sorted(expected)
    assert all(bool(row["by"]) is not row["registered"] for row in rows.values())


def test_the_status_registry_has_eighty_one_codes() -> None:
    """The ranges above add up to the registry's size."""
    assert len(STATUS) == 81


def test_sasl_says_what_is_registered() -> None:
    """What belongs to a protocol itself is not taken for a registered mechanism."""
    rows = table("sasl")
    assert {key for key, row in rows.items() if row["registered"]} == set(SASL)
    assert {key for key, row in rows.items() if not row["sasl"]} == set(BESIDE_SASL)


def test_every_cause_has_an_owner_and_a_severity() -> None:
    """Triage finds both for each code of the vocabulary, in the contract's words."""
    rows = table("cause")
    assert set(rows) == set(Cause)
    assert all(row["owner"] in set(Owner) for row in rows.values())
    assert all(row["severity"] in set(Severity) for row in rows.values())


@pytest.mark.parametrize("kind", WORDS)
def test_rows_have_the_fields_that_their_template_speaks(kind: str) -> None:
    """Each field and each word is there, in both languages; few words may be empty."""
    for key, row in table(kind).items():
        assert set(row) - {"questions", "en", "ja"} == FIELDS[kind], key
        for language in Language:
            words = row[language]
            assert set(words) == WORDS[kind], (key, language)
            empty = {name for name, text in words.items() if not text}
            assert empty <= MAY_BE_EMPTY, (key, language)
        for word in MAY_BE_EMPTY & WORDS[kind]:
            assert bool(row["en"][word]) == bool(row["ja"][word]), (key, word)


@pytest.mark.parametrize("kind", WORDS)
def test_questions_come_in_both_languages(kind: str) -> None:
    """A row that lists ways people ask lists them for English and Japanese alike."""
    for key, row in table(kind).items():
        questions = row.get("questions", {"en": ["-"], "ja": ["-"]})
        assert set(questions) == set(Language), key
        assert all(questions[language] for language in Language), key


@pytest.mark.parametrize("kind", ["smtp", "status", "imap", "pop3"])
def test_codes_lead_to_causes_and_to_somebody(kind: str) -> None:
    """Causes are of the vocabulary, no cause stands twice, and who acts is a known word."""
    for key, row in table(kind).items():
        assert row["causes"], key
        assert len(set(row["causes"])) == len(row["causes"]), key
        assert set(row["causes"]) <= set(Cause), key
        assert row["who"] in WHO, key


def test_a_reply_is_of_the_class_of_its_first_digit() -> None:
    """What begins with 4 is spoken of as passing, what begins with 5 as final."""
    assert all(row["class"] == int(key[0]) for key, row in table("smtp").items())


@pytest.mark.parametrize("kind", [kind for kind in WORDS if kind != "port"])
def test_port_numbers_are_written_in_one_table_only(kind: str) -> None:
    """Other tables name a port by its alias, so that a number is corrected once."""
    for key, row in table(kind).items():
        for language in Language:
            for name, text in row[language].items():
                assert not PORT_DIGITS.search(text), (key, language, name)


def test_every_row_names_sources_that_exist(knowledge: Knowledge) -> None:
    """A reader can look up where each fact was read."""
    for row in spoken_rows(knowledge):
        assert row.sources, row.topic_id
        assert set(row.sources) <= set(knowledge.sources), row.topic_id


@pytest.mark.parametrize("language", Language)
def test_every_row_speaks(knowledge: Knowledge, language: Language) -> None:
    """Title and body come out whole: the answer first, no placeholder left, no empty part."""
    speaker = Speaker(knowledge)
    for row in spoken_rows(knowledge):
        spoken = speaker.topic(row.topic_id, language)
        assert spoken.title.strip(), row.topic_id
        assert not spoken.markdown.startswith(("#", "\n")), row.topic_id
        assert "{{" not in spoken.markdown + spoken.title, row.topic_id
        assert "\n\n\n" not in spoken.markdown.strip(), row.topic_id
        assert "****" not in spoken.markdown, row.topic_id


def test_the_seven_ports_say_what_the_beginner_must_know(knowledge: Knowledge) -> None:
    """Sending and receiving are told apart, and the old port names the one to set instead."""
    speaker = Speaker(knowledge)
    expected = {
        "port.25": ("465", "587", "OP25B"),
        "port.110": ("995",),
        "port.143": ("993",),
    }
    for topic_id, instead in expected.items():
        for language in Language:
            markdown = speaker.topic(topic_id, language).markdown
            assert all(word in markdown for word in instead), (topic_id, language)


def test_a_word_of_a_row_takes_its_port_from_the_table(knowledge: Knowledge) -> None:
    """A row that says which port to set says the number, in both languages."""
    speaker = Speaker(knowledge)
    for language in Language:
        assert "465" in speaker.topic("smtp.530", language).markdown
        assert "995" in speaker.topic("sasl.APOP", language).markdown
