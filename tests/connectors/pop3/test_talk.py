"""The POP3 dialogue against scripts: the usual, the rare but legal, and the refusals."""

from __future__ import annotations

import pytest

from connectors.login.sasl import apop_digest
from connectors.model import Protocol, Security
from connectors.steps import Errand, ProbeMessage
from tests.connectors.talking import ADDRESS, PASSWORD, PLAIN, Asked, Held, b64, hold
from tests.servers.script import Script, dialogue

GREETING = "S: +OK ready\nC: CAPA\n"
OFFER = """
    S: +OK
    S: CAPA
    S: TOP
    S: UIDL
    S: USER
    S: PIPELINING
    S: RESP-CODES
    S: SASL PLAIN LOGIN
    S: .
"""
LOGIN = f"C: AUTH PLAIN {PLAIN}\nS: +OK in\n"
LOOK = """
    C: STAT
    S: +OK 2 620
    C: LIST 2
    C: UIDL 2
    C: TOP 2 0
    C: QUIT
    S: +OK 2 500
    S: +OK 2 abc123
    S: +OK
    S: Subject: =?ISO-2022-JP?B?GyRCMnE1RCRON28bKEI=?=
    S: From: Taro <taro@example.com>
    S: Date: Thu, 26 Nov 2026 19:49:55 +0900
    S: .
    S: +OK bye
"""
APOP_GREETING = "S: +OK ready <1896.697170952@mail.example>\nC: CAPA\n"
TIMESTAMP = "<1896.697170952@mail.example>"


async def held(text: str | Script, asked: Asked | None = None, *, bytewise: bool = False) -> Held:
    script = text if isinstance(text, Script) else dialogue(text)
    return await hold(Protocol.POP3, script, asked, bytewise=bytewise)


@pytest.mark.parametrize("bytewise", [False, True])
async def test_a_mailbox(bytewise: bool) -> None:
    """One line to log in, STAT, and the newest message's headers in one flight."""
    done = await held(GREETING + OFFER + LOGIN + LOOK, bytewise=bytewise)
    assert done.cause == "ok"
    assert done.stages == "mailbox fetch logout"
    assert done.facts.messages == 2
    assert done.facts.newest is not None
    assert done.facts.newest.subject == "会議の件"
    assert done.facts.newest.date == "2026-11-26T19:49:55+09:00"
    assert done.facts.newest.size == 500
    assert done.facts.mechanisms == ("PLAIN", "LOGIN", "USER")
    assert done.wire.round_trips == 7
    assert done.notes()[:6] == [
        "pop3.greeting",
        "pop3.capa",
        "pop3.capa.ok",
        "pop3.capability.other",
        "pop3.capability.top",
        "pop3.capability.uidl",
    ]


async def test_header_values_are_not_in_the_transcript() -> None:
    """Headers are counted there, and kept for the asker only."""
    done = await held(GREETING + OFFER + LOGIN + LOOK)
    assert "Taro" not in repr(done.said)
    assert "wire.content" in done.notes()


async def test_an_empty_mailbox() -> None:
    """With no message there is nothing to look at."""
    done = await held(GREETING + OFFER + LOGIN + "C: STAT\nS: +OK 0 0\nC: QUIT\nS: +OK\n")
    assert done.cause == "ok"
    assert done.facts.messages == 0
    assert done.facts.newest is None
    assert [step.detail.code for step in done.steps if step.detail] == [
        "mailbox.messages",
        "fetch.empty",
    ]


async def test_an_old_server() -> None:
    """No CAPA: then USER and PASS, one by one, and nothing in a flight."""
    text = f"""
        S: -ERR what?
        C: USER {ADDRESS}
        S: +OK
        C: PASS {PASSWORD}
        S: +OK
        C: STAT
        S: +OK 1 120
        C: LIST 1
        S: -ERR what?
        C: UIDL 1
        S: -ERR what?
        C: TOP 1 0
        S: +OK
        S: subject: hello
        S: .
        C: QUIT
        S: +OK
    """
    done = await held(GREETING + text)
    assert done.cause == "ok"
    assert done.facts.newest is not None
    assert (done.facts.newest.subject, done.facts.newest.size) == ("hello", 120)
    assert "PASS ***" in done.said
    assert "pop3.capa.unknown" in done.notes()


async def test_without_top() -> None:
    """TOP is optional; a message is never taken for reading in its place."""
    text = """
        C: STAT
        S: +OK 1 120
        C: LIST 1
        S: +OK 1 120
        C: UIDL 1
        S: +OK 1 x
        C: TOP 1 0
        S: -ERR unknown
        C: QUIT
        S: +OK
    """
    done = await held(GREETING + "S: +OK\nS: USER\nS: .\n" + user_and_pass() + text)
    assert done.cause == "ok"
    assert done.facts.newest is None
    assert not any(line.startswith(("RETR", "DELE")) for line in done.said)


def user_and_pass(outcome: str = "S: +OK\n") -> str:
    return f"C: USER {ADDRESS}\nS: +OK\nC: PASS {PASSWORD}\n{outcome}"


# Logins


async def test_user_and_pass_in_one_flight() -> None:
    """Where pipelining is offered, name and password go together."""
    offer = "S: +OK\nS: USER\nS: PIPELINING\nS: .\n"
    text = f"C: USER {ADDRESS}\nC: PASS {PASSWORD}\nS: +OK\nS: +OK\n"
    done = await held(GREETING + offer + text + "C: STAT\nS: +OK 0 0\nC: QUIT\nS: +OK\n")
    assert done.facts.login_mechanism == "USER"
    assert done.wire.round_trips == 7


async def test_capa_without_user() -> None:
    """A list that forgets USER, and has nothing else, does not keep us from trying it."""
    done = await held(GREETING + "S: +OK\nS: TOP\nS: .\n" + user_and_pass("S: -ERR [AUTH] no\n"))
    assert done.cause == "auth.wrong_credentials"
    assert done.reply == ("-ERR", "AUTH", "-ERR [AUTH] no")


async def test_apop_on_a_clear_line() -> None:
    """Without encryption a digest is taken before the open password."""
    digest = apop_digest(TIMESTAMP, PASSWORD)
    offer = "S: +OK\nS: USER\nS: SASL PLAIN\nS: .\n"
    text = f"C: APOP {ADDRESS} {digest}\nS: -ERR no\n"
    done = await held(APOP_GREETING + offer + text, Asked(security=Security.NONE))
    assert done.cause == "auth.wrong_credentials"
    assert f"APOP {ADDRESS} ***" in done.said
    assert done.facts.mechanisms == ("PLAIN", "APOP", "USER")


async def test_apop_when_asked_for() -> None:
    """On an encrypted line APOP is taken only when it is asked for, and only if it is offered."""
    digest = apop_digest(TIMESTAMP, PASSWORD)
    asked = Asked(mechanism="apop")
    text = f"C: APOP {ADDRESS} {digest}\nS: +OK\nC: STAT\nS: +OK 0 0\nC: QUIT\nS: +OK\n"
    done = await held(APOP_GREETING + OFFER + text, asked)
    assert done.facts.login_mechanism == "APOP"
    done = await held(GREETING + OFFER, asked)
    assert (done.cause, done.detail) == ("auth.no_common_mechanism", "login.not_offered")
    done = await held(GREETING + "S: -ERR what?\n", asked)
    assert done.cause == "auth.no_common_mechanism"


async def test_sasl_by_challenges() -> None:
    """LOGIN asks twice; a bare plus is a challenge, too."""
    login = f"""
        C: AUTH LOGIN
        S: +
        C: {b64(ADDRESS)}
        S: + {b64("Password:")}
        C: {b64(PASSWORD)}
        S: -ERR [SYS/TEMP] later
    """
    done = await held(GREETING + OFFER + login, Asked(mechanism="LOGIN"))
    assert done.cause == "auth.temporary_failure"


async def test_password_that_is_too_long_for_the_line() -> None:
    """RFC 5034 §4: 255 bytes for the command; then the response waits for its challenge."""
    asked = Asked(password="long" * 50)
    text = (
        f"C: AUTH PLAIN\nS: +\nC: {b64(chr(0) + ADDRESS + chr(0) + asked.password)}\nS: -ERR no\n"
    )
    assert (await held(GREETING + OFFER + text, asked)).cause == "auth.wrong_credentials"


async def test_sasl_given_up() -> None:
    """A challenge too many ends the login."""
    text = f"C: AUTH PLAIN {PLAIN}\nS: + more\nC: *\nS: -ERR given up\n"
    done = await held(GREETING + OFFER + text)
    assert (done.cause, done.detail) == ("proto.malformed", "login.malformed")


async def test_token() -> None:
    """The error comes in a challenge and is acknowledged by an empty line."""
    said = b64(f"user={ADDRESS}\x01auth=Bearer token-9f3\x01\x01")
    error = b64('{"status":"400"}')
    text = (
        f"S: +OK\nS: SASL XOAUTH2\nS: .\nC: AUTH XOAUTH2 {said}\nS: + {error}\nC: //\nS: -ERR no\n"
    )
    done = await held(GREETING + text, Asked(password="token-9f3", token=True))
    assert (done.cause, done.detail) == ("auth.token_rejected", "login.token_status")


@pytest.mark.parametrize(
    ("offer", "asked", "cause"),
    [
        ("S: SASL XOAUTH2\n", Asked(), "auth.oauth_required"),
        ("S: SASL GSSAPI\n", Asked(), "auth.no_common_mechanism"),
        ("S: STLS\n", Asked(security=Security.NONE), "auth.tls_required"),
        ("S: USER\n", Asked(token=True), "auth.no_common_mechanism"),
        ("S: USER\n", Asked(password="\x00"), "auth.wrong_credentials"),
    ],
)
async def test_nothing_is_sent_where_nothing_can_work(offer: str, asked: Asked, cause: str) -> None:
    """The plan fails before a word of the login is said."""
    assert (await held(GREETING + "S: +OK\n" + offer + "S: .\n", asked)).cause == cause


@pytest.mark.parametrize(
    ("refusal", "cause"),
    [
        ("-ERR [AUTH] wrong password", "auth.wrong_credentials"),
        ("-ERR [SYS/TEMP] try later", "auth.temporary_failure"),
        ("-ERR [LOGIN-DELAY] too soon", "auth.too_many_attempts"),
        ("-ERR [IN-USE] locked by another session", "mailbox.in_use"),
        ("-ERR 認証に失敗しました", "auth.wrong_credentials"),
    ],
)
async def test_login_refusals(refusal: str, cause: str) -> None:
    """Codes in brackets are read, and so are words."""
    done = await held(GREETING + OFFER + f"C: AUTH PLAIN {PLAIN}\nS: {refusal}\n")
    assert done.cause == cause


async def test_an_initial_response_is_not_taken() -> None:
    """Where the server says that this is why, it is said once more, when it is asked for."""
    first = f"C: AUTH PLAIN {PLAIN}\nS: -ERR initial response is not supported\n"
    again = f"C: AUTH PLAIN\nS: + go on\nC: {PLAIN}\n"
    done = await held(GREETING + OFFER + first + again + "S: +OK in\n" + LOOK)
    assert (done.cause, done.facts.login_mechanism) == ("ok", "PLAIN")
    done = await held(GREETING + OFFER + first + again + "S: -ERR [AUTH] no\n")
    assert done.cause == "auth.wrong_credentials"


async def test_user_refused_in_a_flight() -> None:
    """The first refusal is the one that counts."""
    offer = "S: +OK\nS: USER\nS: PIPELINING\nS: .\n"
    text = f"C: USER {ADDRESS}\nC: PASS {PASSWORD}\nS: -ERR [AUTH] never heard of you\n"
    done = await held(GREETING + offer + text)
    assert done.reply == ("-ERR", "AUTH", "-ERR [AUTH] never heard of you")


# STLS

STARTTLS = Asked(security=Security.STARTTLS)


async def test_stls() -> None:
    """What was offered in clear is forgotten and asked for again."""
    text = "S: +OK\nS: STLS\nS: .\nC: STLS\nS: +OK go\nTLS\nC: CAPA\n" + OFFER + LOGIN + LOOK
    done = await held(GREETING + text, STARTTLS)
    assert done.cause == "ok"
    assert "PLAIN" in done.facts.mechanisms


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("S: +OK\nS: USER\nS: .\n", "tls.starttls_missing"),
        ("S: +OK\nS: STLS\nS: .\nC: STLS\nS: -ERR not now\n", "tls.starttls_failed"),
        ("S: +OK\nS: STLS\nS: .\nC: STLS\nS: -ERR unknown command\n", "tls.starttls_failed"),
        (
            "S: +OK\nS: STLS\nS: .\nC: STLS\nS: -ERR [SYS/TEMP] certificate has expired\n",
            "tls.starttls_failed",
        ),
        ("S: -ERR no CAPA\nC: STLS\nS: -ERR what?\n", "tls.starttls_missing"),
    ],
)
async def test_stls_goes_wrong(text: str, cause: str) -> None:
    """Not offered, refused, or unknown to a server that cannot say so beforehand."""
    assert (await held(GREETING + text, STARTTLS)).cause == cause


async def test_stls_injection() -> None:
    """Words that come before the handshake may be an attacker's: they are not read."""
    script = dialogue(GREETING + "S: +OK\nS: STLS\nS: .\nC: STLS\n").raw(b"+OK go\r\n+OK in\r\n")
    assert (await held(script, STARTTLS)).cause == "tls.starttls_injection"


# Elsewhere


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("S: -ERR go away\n", "server.refused"),
        ("S: -ERR [SYS/TEMP] later\n", "server.unavailable"),
        ("S: * OK hello\n", "proto.wrong_service"),
        ("S: hello\n", "proto.malformed"),
        ("CLOSE\n", "net.reset"),
        ("SILENCE\n", "proto.silent"),
        (GREETING + "S: what\n", "proto.malformed"),
        (GREETING + "S: +OK\nS: USER\nCLOSE\n", "net.reset"),
        (GREETING + OFFER + LOGIN + "C: STAT\nS: -ERR [IN-USE] locked\n", "mailbox.in_use"),
        (GREETING + OFFER + LOGIN + "C: STAT\nS: +OK many\n", "proto.malformed"),
    ],
)
async def test_refusals(text: str, cause: str) -> None:
    """What can go wrong from the greeting to the mailbox."""
    assert (await held(text)).cause == cause


async def test_top_refused_though_offered() -> None:
    """A server that offers TOP and refuses it cannot show the message."""
    look = """
        C: STAT
        S: +OK 1 620
        C: LIST 1
        C: UIDL 1
        C: TOP 1 0
        C: QUIT
        S: +OK 1 500
        S: +OK 1 abc123
        S: -ERR [SYS/PERM] mailbox is corrupt
    """
    done = await held(GREETING + OFFER + LOGIN + look)
    assert done.stages == "mailbox fetch!"
    assert done.cause == "mailbox.unavailable"


async def test_two_hundred_capabilities() -> None:
    """More than any server has, and no more than it may have (RFC 2449 §5)."""
    many = "".join(f"S: X-EXTENSION-{number}\n" for number in range(200))
    offer = f"C: CAPA\nS: +OK\nS: USER\n{many}S: .\nC: QUIT\nCLOSE\n"
    done = await held(GREETING.replace("C: CAPA", "") + offer, Asked(login=False))
    assert done.cause == "ok"
    assert len(done.facts.capabilities) == 201


async def test_no_login() -> None:
    """QUIT without a login; a server that only hangs up has done no harm."""
    done = await held(GREETING + OFFER + "C: QUIT\nCLOSE\n", Asked(login=False))
    assert done.cause == "ok"


MESSAGE = ProbeMessage(ADDRESS, ADDRESS, "<1@example.com>", b"")


FOLDED = "C: TOP 1 0\nS: +OK\nS: Message-ID:\nS:  <1@example.com>\nS: .\n"
STAYING = Asked(errand=Errand(ADDRESS, MESSAGE), find=MESSAGE.id)


@pytest.mark.parametrize(
    ("looks", "found"),
    [
        ("C: STAT\nS: +OK 0 0\n", False),
        ("C: STAT\nS: +OK 1 9\nC: TOP 1 0\nS: -ERR gone\n", False),
        ("C: STAT\nS: +OK 1 9\nC: TOP 1 0\nS: +OK\nS: Message-ID: <2@example.com>\nS: .\n", False),
        (
            "C: STAT\nS: +OK 2 9\nC: TOP 2 0\nS: +OK\nS: message-id: <2@example.com>\nS: .\n"
            + FOLDED,
            True,
        ),
    ],
)
async def test_finding_a_message(looks: str, found: bool) -> None:
    """The session stays open for it, and the newest messages are looked through."""
    done = await held(GREETING + OFFER + LOGIN + "C: STAT\nS: +OK 0 0\n" + looks, STAYING)
    assert done.stages == "mailbox fetch"
    assert done.found is found
    assert "QUIT" not in done.said


async def test_only_the_newest_are_looked_at() -> None:
    """A full mailbox is not read from end to end."""
    top = "".join(f"C: TOP {number} 0\nS: +OK\nS: .\n" for number in (900, 899, 898, 897, 896))
    looks = "C: STAT\nS: +OK 0 0\nC: STAT\nS: +OK 900 9\n" + top
    assert (await held(GREETING + OFFER + LOGIN + looks, STAYING)).found is False
