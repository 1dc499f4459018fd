"""The IMAP4 dialogue against scripts: the usual, the rare but legal, and the refusals."""

from __future__ import annotations

import pytest

from connectors.imap4.talk import WHO_WE_ARE
from connectors.model import Protocol, Quota, Security
from connectors.steps import Errand, ProbeMessage
from tests.connectors.talking import ADDRESS, PASSWORD, PLAIN, Asked, Held, b64, hold
from tests.servers.script import Script, dialogue

CAPABLE = "IMAP4rev1 SASL-IR AUTH=PLAIN AUTH=LOGIN"
GREETING = f"S: * OK [CAPABILITY {CAPABLE}] ready\n"
LOGIN = f"C: A1 AUTHENTICATE PLAIN {PLAIN}\nS: A1 OK [CAPABILITY IMAP4rev1 QUOTA] in\n"
FETCH = "UID FETCH * (UID FLAGS RFC822.SIZE BODY.PEEK[HEADER.FIELDS (SUBJECT FROM DATE)])"
HEADER = (
    "Subject: =?UTF-8?B?5Lya6K2w44Gu5Lu2?= {50}\r\n"
    "From: Taro <taro@example.com>\r\n"
    "Date: Thu, 26 Nov 2026 19:49:55 +0900\r\n\r\n"
)
SECTION = "BODY[HEADER.FIELDS (SUBJECT FROM DATE)]"


def flight(first: int, *, quota: bool = True) -> str:
    commands = ["EXAMINE INBOX", FETCH, *(["GETQUOTAROOT INBOX"] if quota else []), "LOGOUT"]
    return "".join(f"C: A{first + place} {command}\n" for place, command in enumerate(commands))


FETCHED = (
    f"* 3 FETCH (UID 9 FLAGS (\\Seen) RFC822.SIZE 500 {SECTION} {{{len(HEADER)}}}\r\n{HEADER})\r\n"
)
ANSWERS = f"""* FLAGS (\\Seen)\r
* 3 EXISTS\r
* 0 RECENT\r
* OK [UIDVALIDITY 1] fine\r
A2 OK [READ-ONLY] open\r
{FETCHED}A3 OK done\r
* QUOTAROOT INBOX "" x\r
* QUOTA "" (STORAGE 10 512 MESSAGE 1 9)\r
* QUOTA x (STORAGE 480 512)\r
A4 OK done\r
* BYE bye\r
A5 OK out\r
"""


async def held(text: str | Script, asked: Asked | None = None, *, bytewise: bool = False) -> Held:
    script = text if isinstance(text, Script) else dialogue(text)
    return await hold(Protocol.IMAP, script, asked, bytewise=bytewise)


def usual() -> Script:
    return dialogue(GREETING + LOGIN + flight(2)).raw(ANSWERS.encode())


@pytest.mark.parametrize("bytewise", [False, True])
async def test_a_mailbox(bytewise: bool) -> None:
    """Login alone, then everything in one flight; a literal and braces in it are no trouble."""
    done = await held(usual(), bytewise=bytewise)
    assert done.cause == "ok"
    assert done.stages == "mailbox fetch logout"
    facts = done.facts
    assert facts.messages == 3
    assert facts.newest is not None
    assert facts.newest.subject == "会議の件 {50}"
    assert facts.newest.sender == "Taro <taro@example.com>"
    assert (facts.newest.size, facts.newest.flags) == (500, ("\\Seen",))
    assert facts.quota == Quota(480, 512)
    assert facts.capabilities == ("IMAP4rev1", "QUOTA")
    assert facts.login_mechanism == "PLAIN"
    assert done.wire.round_trips == 5
    assert "A1 AUTHENTICATE PLAIN ***" in done.said


async def test_it_looks_and_changes_nothing() -> None:
    """EXAMINE and PEEK; header values are not in the transcript."""
    done = await held(usual())
    said = "\n".join(done.said)
    assert "SELECT" not in said
    assert "STORE" not in said
    assert "BODY[TEXT]" not in said
    assert "Taro" not in said
    assert done.notes() == [
        "imap.greeting",
        "imap.authenticate",
        "imap.login.ok",
        "imap.examine",
        "imap.fetch",
        "imap.quotaroot",
        "imap.logout",
        "imap.flags",
        "imap.exists",
        "imap.other_data",
        "imap.information",
        "imap.examine.ok",
        "imap.fetch.data",
        "wire.content",
        "imap.fetch.ok",
        "imap.quotaroot.data",
        "imap.quota.data",
        "imap.quota.data",
        "imap.quota.ok",
        "imap.bye",
        "imap.logout.ok",
    ]


async def test_an_empty_mailbox() -> None:
    """UID FETCH * finds nothing, or is refused; neither is a fault."""
    for outcome in ("OK nothing", "BAD no such message", "NO none"):
        text = f"S: * 0 EXISTS\nS: A2 OK open\nS: A3 {outcome}\nS: A4 NO none\nS: * BYE\nS: A5 OK\n"
        done = await held(GREETING + LOGIN + flight(2) + text)
        assert done.cause == "ok"
        assert (done.facts.messages, done.facts.newest, done.facts.quota) == (0, None, None)


# Capabilities


async def test_capabilities_nowhere() -> None:
    """A server that tells nothing by itself is asked, before the login and after it."""
    text = f"""
        S: * OK ready
        C: A1 CAPABILITY
        S: * CAPABILITY IMAP4rev1 AUTH=PLAIN
        S: A1 OK
        C: A2 LOGIN "{ADDRESS}" "{PASSWORD}"
        S: A2 OK in
        C: A3 CAPABILITY
        C: A4 EXAMINE INBOX
        C: A5 {FETCH}
        S: * capability imap4rev1 quota
        S: A3 OK
        S: * 0 EXISTS
        S: A4 OK
        S: A5 OK
        C: A6 GETQUOTAROOT INBOX
        C: A7 LOGOUT
        S: * QUOTA "" (STORAGE 1 0)
        S: A6 OK
        S: * BYE
        S: A7 OK
    """
    done = await held(text)
    assert done.cause == "ok"
    assert done.facts.login_mechanism == "IMAP LOGIN"
    assert done.facts.quota is None
    assert f'A2 LOGIN "{ADDRESS}" ***' in done.said
    assert done.wire.round_trips == 7


async def test_capabilities_refused() -> None:
    """A server that refuses even CAPABILITY still takes a LOGIN."""
    text = f"""
        S: * OK ready
        C: A1 CAPABILITY
        S: A1 BAD what?
        C: A2 LOGIN "{ADDRESS}" "{PASSWORD}"
        S: A2 NO wrong
    """
    assert (await held(text)).cause == "auth.wrong_credentials"


async def test_capabilities_unasked() -> None:
    """They may come as data during the login, between anything else."""
    login = (
        f"C: A1 AUTHENTICATE PLAIN {PLAIN}\nS: * CAPABILITY IMAP4rev2\nS: * X-NEWS\nS: A1 OK in\n"
    )
    look = flight(2, quota=False) + "S: * 0 EXISTS\nS: A2 OK\nS: A3 OK\nS: * BYE\nS: A4 OK\n"
    done = await held(GREETING + login + look)
    assert done.cause == "ok"
    assert done.facts.capabilities == ("IMAP4rev2",)


# Logins


async def test_login_in_japanese() -> None:
    """What is not ASCII goes as a literal where LOGIN is all there is (RFC 9051 §4.3)."""
    asked = Asked(user="太郎", password='ひみ"つ')
    user, password = len("太郎".encode()), len('ひみ"つ'.encode())
    text = f"""
        S: * OK [CAPABILITY IMAP4rev1] ready
        C: A1 LOGIN {{{user}}}
        S: + go
        C: 太郎 {{{password}}}
        S: +
        C: ひみ"つ
        S: A1 NO [AUTHENTICATIONFAILED] no
    """
    done = await held(text, asked)
    assert done.cause == "auth.wrong_credentials"
    assert "***" in done.said


@pytest.mark.parametrize("capability", ["LITERAL+", "LITERAL-"])
async def test_literals_at_once(capability: str) -> None:
    """With RFC 7888 the server need not be asked first."""
    asked = Asked(password="ひみつ")
    text = f"""
        S: * OK [CAPABILITY IMAP4rev1 {capability}] ready
        C: A1 LOGIN "{ADDRESS}" {{9+}}
        C: ひみつ
        S: A1 NO [AUTHENTICATIONFAILED] no
    """
    done = await held(text, asked)
    assert done.cause == "auth.wrong_credentials"
    assert done.wire.round_trips == 4


async def test_a_literal_may_be_refused() -> None:
    """A server may end the command where it was to ask for the literal."""
    text = f'S: * OK [CAPABILITY IMAP4rev1]\nC: A1 LOGIN "{ADDRESS}" {{9}}\nS: A1 BAD too long\n'
    assert (await held(text, Asked(password="ひみつ"))).cause == "unknown"


async def test_japanese_password_prefers_authenticate() -> None:
    """AUTHENTICATE has no trouble with it, even where it takes a round trip more."""
    password = "ひみつ"
    said = b64(chr(0) + ADDRESS + chr(0) + password)
    text = f"""
        S: * OK [CAPABILITY IMAP4rev1 AUTH=PLAIN]
        C: A1 AUTHENTICATE PLAIN
        S: + anything
        C: {said}
        S: A1 NO no
    """
    assert (await held(text, Asked(password=password))).cause == "auth.wrong_credentials"


async def test_quoting() -> None:
    """Quotation marks and backslashes are escaped."""
    text = r"""
        S: * OK [CAPABILITY IMAP4rev1]
        C: A1 LOGIN "a\"b" "c\\d\"e-long"
        S: A1 NO no
    """
    done = await held(text, Asked(user='a"b', password='c\\d"e-long'))
    assert done.cause == "auth.wrong_credentials"


async def test_logindisabled_stops_login_only() -> None:
    """RFC 9051 §6.2.3: AUTHENTICATE may be there all the same."""
    greeting = "S: * OK [CAPABILITY IMAP4rev1 LOGINDISABLED SASL-IR AUTH=PLAIN]\n"
    done = await held(greeting + f"C: A1 AUTHENTICATE PLAIN {PLAIN}\nS: A1 NO no\n")
    assert done.cause == "auth.wrong_credentials"
    assert done.facts.mechanisms == ("PLAIN",)


async def test_authenticate_by_challenges() -> None:
    """LOGIN, the mechanism, asked for by name; data may come in between."""
    text = f"""
        C: A1 AUTHENTICATE LOGIN
        S: * OK still here
        S: + {b64("User Name")}
        C: {b64(ADDRESS)}
        S: + {b64("Password")}
        C: {b64(PASSWORD)}
        S: A1 NO [UNAVAILABLE] later
    """
    done = await held(GREETING + text, Asked(mechanism="LOGIN"))
    assert done.cause == "auth.temporary_failure"


async def test_login_asked_for_by_name() -> None:
    """``--auth LOGIN`` means the command where the mechanism of that name is not offered."""
    greeting = "S: * OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN]\n"
    text = f'C: A1 LOGIN "{ADDRESS}" "{PASSWORD}"\nS: A1 NO no\n'
    assert (await held(greeting + text, Asked(mechanism="login"))).cause == "auth.wrong_credentials"


async def test_token() -> None:
    """The error comes in a challenge and is acknowledged by an empty line."""
    said = b64(f"user={ADDRESS}\x01auth=Bearer token-9f3\x01\x01")
    error = b64('{"status":"400","schemes":"Bearer"}')
    text = f"""
        S: * OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=XOAUTH2 AUTH=PLAIN]
        C: A1 AUTHENTICATE XOAUTH2 {said}
        S: + {error}
        C: //
        S: A1 NO [AUTHENTICATIONFAILED] Invalid credentials
    """
    done = await held(text, Asked(password="token-9f3", token=True))
    assert (done.cause, done.detail) == ("auth.token_rejected", "login.token_status")


@pytest.mark.parametrize(
    ("capabilities", "asked", "cause"),
    [
        ("LOGINDISABLED AUTH=XOAUTH2", Asked(), "auth.oauth_required"),
        ("LOGINDISABLED", Asked(), "auth.no_common_mechanism"),
        ("LOGINDISABLED AUTH=GSSAPI", Asked(), "auth.no_common_mechanism"),
        ("LOGINDISABLED STARTTLS", Asked(security=Security.NONE), "auth.tls_required"),
        ("LOGINDISABLED", Asked(security=Security.NONE), "auth.tls_required"),
        ("AUTH=PLAIN", Asked(token=True), "auth.no_common_mechanism"),
        ("AUTH=PLAIN", Asked(mechanism="SCRAM-SHA-1"), "auth.no_common_mechanism"),
        ("AUTH=PLAIN", Asked(password="a\r\nb"), "auth.wrong_credentials"),
    ],
)
async def test_nothing_is_sent_where_nothing_can_work(
    capabilities: str, asked: Asked, cause: str
) -> None:
    """The plan fails before a word of the login is said."""
    done = await held(f"S: * OK [CAPABILITY IMAP4rev1 {capabilities}]\n", asked)
    assert done.cause == cause


@pytest.mark.parametrize(
    ("refusal", "cause"),
    [
        ("A1 NO [AUTHENTICATIONFAILED] no", "auth.wrong_credentials"),
        ("A1 NO [AUTHORIZATIONFAILED] no", "auth.access_denied"),
        ("A1 NO [EXPIRED] no", "auth.password_expired"),
        ("A1 NO [PRIVACYREQUIRED] no", "auth.tls_required"),
        ("A1 NO [CONTACTADMIN] no", "auth.account_disabled"),
        ("A1 NO [UNAVAILABLE] no", "auth.temporary_failure"),
        ("A1 NO [WEBALERT https://x.example/] Web login required", "auth.web_login_required"),
        ("a1 no", "proto.malformed"),
        ("A1 no", "auth.wrong_credentials"),
        ("* BYE too many failures\nCLOSE", "auth.too_many_attempts"),
        ("* BYE bye\nS: A1 NO [AUTHENTICATIONFAILED] no", "auth.wrong_credentials"),
    ],
)
async def test_login_refusals(refusal: str, cause: str) -> None:
    """Response codes are read; a farewell counts where no outcome follows it."""
    done = await held(GREETING + f"C: A1 AUTHENTICATE PLAIN {PLAIN}\nS: {refusal}\n")
    assert done.cause == cause


@pytest.mark.parametrize(
    ("before", "refusal", "cause"),
    [
        (
            "OK [ALERT] App password required (two-step sign-in is on)",
            "NO [AUTHENTICATIONFAILED] Invalid credentials",
            "auth.app_password_required",
        ),
        ("NO [ALERT] Your account is suspended", "NO Login failed.", "auth.account_disabled"),
        (
            "NO [ALERT] IMAP access is disabled for this account",
            "NO Login failed",
            "auth.protocol_disabled",
        ),
        ("BYE [ALERT] Too many login failures", "NO Login failed", "auth.too_many_attempts"),
        # What was asked for comes first, where it tells anything.
        (
            "NO [ALERT] Your account is suspended",
            "NO [EXPIRED] Password expired",
            "auth.password_expired",
        ),
        (
            "NO [ALERT] We have locked this mailbox since a bill is open",
            "NO Login failed",
            "auth.account_disabled",
        ),
        ("OK [ALERT] Maintenance on Sunday night", "NO Login failed", "auth.wrong_credentials"),
        ("OK [ALERT] Welcome to our new webmail", "NO Login failed", "auth.wrong_credentials"),
        ("NO Your mailbox is nearly full", "NO Login failed", "auth.wrong_credentials"),
        ("OK App passwords are a good idea", "NO Login failed", "auth.wrong_credentials"),
    ],
)
async def test_the_reason_comes_before_the_refusal(before: str, refusal: str, cause: str) -> None:
    """Untagged words tell why, where the outcome says only that nobody is let in."""
    login = f"C: A1 AUTHENTICATE PLAIN {PLAIN}\nS: * {before}\nS: A1 {refusal}\n"
    done = await held(GREETING + login)
    assert done.cause == cause
    assert done.reply is not None
    told = cause not in ("auth.wrong_credentials", "auth.password_expired")
    assert done.reply[2] == (f"* {before}\nA1 {refusal}" if told else f"A1 {refusal}")


async def test_preauth() -> None:
    """A server may take us as logged in: then nothing secret is said."""
    text = "S: * PREAUTH [CAPABILITY IMAP4rev1] welcome\n" + flight(1, quota=False)
    done = await held(text + "S: * 0 EXISTS\nS: A1 OK\nS: A2 OK\nS: * BYE\nS: A3 OK\n")
    assert done.cause == "ok"
    assert done.facts.login_mechanism == "PREAUTH"


# STARTTLS

STARTTLS = Asked(security=Security.STARTTLS)
CLEAR = "S: * OK [CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED]\n"


async def test_starttls() -> None:
    """What was offered in clear is forgotten, even what comes with the OK."""
    text = f"""
        C: A1 STARTTLS
        S: A1 OK [CAPABILITY IMAP4rev1 AUTH=SCRAM-SHA-1] go
        TLS
        C: A2 CAPABILITY
        S: * CAPABILITY {CAPABLE}
        S: A2 OK
        C: A3 AUTHENTICATE PLAIN {PLAIN}
        S: A3 NO no
    """
    done = await held(CLEAR + text, STARTTLS)
    assert done.cause == "auth.wrong_credentials"
    assert done.facts.mechanisms == ("PLAIN", "LOGIN", "IMAP LOGIN")


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        (GREETING, "tls.starttls_missing"),
        ("S: * PREAUTH [CAPABILITY IMAP4rev1 STARTTLS] in\n", "tls.starttls_missing"),
        (CLEAR + "C: A1 STARTTLS\nS: A1 NO not now\n", "tls.starttls_failed"),
        (CLEAR + "C: A1 STARTTLS\nS: A1 BAD what?\n", "tls.starttls_failed"),
        (CLEAR + "C: A1 STARTTLS\nS: A1 BAD Unknown command STARTTLS\n", "tls.starttls_failed"),
        (CLEAR + "C: A1 STARTTLS\nS: A1 NO certificate is expired\n", "tls.starttls_failed"),
        (CLEAR + "C: A1 STARTTLS\nS: A1 NO [UNAVAILABLE] later\n", "tls.starttls_failed"),
    ],
)
async def test_starttls_goes_wrong(text: str, cause: str) -> None:
    """Not offered, not possible any more, or refused, whatever is the server's reason."""
    assert (await held(text, STARTTLS)).cause == cause


async def test_starttls_injection() -> None:
    """Words that come before the handshake may be an attacker's: they are not read."""
    script = dialogue(CLEAR + "C: A1 STARTTLS\n").raw(b"A1 OK go\r\n* CAPABILITY IMAP4rev1\r\n")
    assert (await held(script, STARTTLS)).cause == "tls.starttls_injection"


# Elsewhere


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("S: * BYE go away\n", "server.refused"),
        ("S: * BYE [UNAVAILABLE] later\n", "server.unavailable"),
        ("S: * NO what?\n", "server.refused"),
        ("S: * 3 EXISTS\n", "proto.malformed"),
        ("S: A0 OK hello\n", "proto.malformed"),
        ("S: +OK hello\n", "proto.wrong_service"),
        ("S: 220 mail.example ESMTP\n", "proto.wrong_service"),
        ("S: hello\n", "proto.malformed"),
        ("CLOSE\n", "net.reset"),
        ("SILENCE\n", "proto.silent"),
        ("S: * OK\nC: A1 CAPABILITY\nS: * BYE Autologout\nCLOSE\n", "server.idle_timeout"),
        ("S: * OK\nC: A1 CAPABILITY\nS: B7 OK whose?\n", "proto.malformed"),
        ("S: * OK\nC: A1 CAPABILITY\nS: * CAPABILITY (\n", "proto.malformed"),
        ("S: * OK\nC: A1 CAPABILITY\nS: * X {999999999}\n", "proto.malformed"),
    ],
)
async def test_before_the_login(text: str, cause: str) -> None:
    """What can go wrong from the greeting on."""
    assert (await held(text)).cause == cause


@pytest.mark.parametrize(
    ("text", "stages", "cause"),
    [
        ("S: A2 NO [INUSE] locked\n", "mailbox!", "mailbox.in_use"),
        ("S: A2 NO [NONEXISTENT] Mailbox not found\n", "mailbox!", "mailbox.not_found"),
        ("S: A2 NO [NOPERM] no\n", "mailbox!", "mailbox.access_denied"),
        ("S: A2 NO [SERVERBUG] oh\n", "mailbox!", "mailbox.unavailable"),
        (
            "S: * 3 EXISTS\nS: A2 OK\nS: A3 NO [CORRUPTION] oh\n",
            "mailbox fetch!",
            "mailbox.unavailable",
        ),
        (
            "S: * 3 EXISTS\nS: A2 OK\nS: * BYE [UNAVAILABLE] restart\nCLOSE\n",
            "mailbox fetch!",
            "server.unavailable",
        ),
        ("S: * 3 EXISTS\nS: A2 OK\nCLOSE\n", "mailbox fetch!", "net.reset"),
    ],
)
async def test_the_flight_is_refused(text: str, stages: str, cause: str) -> None:
    """The stage that was refused is the one that fails, in a flight as well."""
    done = await held(GREETING + LOGIN + flight(2) + text)
    assert (done.stages, done.cause) == (stages, cause)


@pytest.mark.parametrize("farewell", ["", "S: A5 BAD what?\n", "S: ((\n"])
async def test_farewell_matters_to_nobody(farewell: str) -> None:
    """A server that misbehaves when all is done has done no harm."""
    text = "S: * 0 EXISTS\nS: A2 OK\nS: A3 OK\nS: A4 OK\n" + farewell + "CLOSE\n"
    assert (await held(GREETING + LOGIN + flight(2) + text)).cause == "ok"


async def test_fetch_in_pieces() -> None:
    """Attributes may come in several responses, with others' news and literals among them."""
    name = 'BODY[HEADER.FIELDS ({7}\r\nSUBJECT "FROM" DATE)]<0>'
    answers = (
        "* 7 EXISTS\r\nA2 OK\r\n* 2 FETCH (FLAGS (\\Deleted))\r\n* 7 FETCH (RFC822.SIZE 12)\r\n"
        f'* 7 FETCH (FLAGS () {name} "Subject: a {{5}}" UID 9)\r\n* 8 EXISTS\r\nA3 OK\r\n'
        "* QUOTAROOT INBOX\r\nA4 OK\r\n* BYE\r\nA5 OK\r\n"
    )
    done = await held(dialogue(GREETING + LOGIN + flight(2)).raw(answers.encode()))
    assert done.cause == "ok"
    assert done.facts.newest is not None
    assert (done.facts.newest.subject, done.facts.newest.size) == ("a {5}", 12)
    assert done.facts.messages == 7


async def test_a_mailbox_that_is_not_counted() -> None:
    """A server that does not say how many messages there are is a strange one, and no fault."""
    done = await held(GREETING + LOGIN + flight(2) + "S: A2 OK\nS: A3 OK\nS: A4 OK\nS: A5 OK\n")
    assert done.cause == "ok"
    assert done.facts.messages is None


async def test_outcomes_in_another_order() -> None:
    """Commands of one flight may end in any order; each outcome may come only once."""
    text = "S: * 0 EXISTS\nS: A4 NO none\nS: A3 OK\nS: A2 OK\nS: * BYE\nS: A5 OK\n"
    done = await held(GREETING + LOGIN + flight(2) + text)
    assert done.cause == "ok"
    assert done.notes()[-5:-2] == ["imap.refused", "imap.fetch.ok", "imap.examine.ok"]
    twice = "S: A4 OK\nS: A4 OK\n"
    assert (await held(GREETING + LOGIN + flight(2) + twice)).cause == "proto.malformed"


async def test_cut_off_in_the_middle_of_a_line() -> None:
    """What is not whole cannot be judged: the server went, and that is all that is known."""
    before = dialogue(GREETING + LOGIN + flight(2) + "S: * 3 EXISTS\n")
    done = await held(before.raw(b"* FLAGS (\\Seen").close())
    assert (done.stages, done.cause, done.detail) == ("mailbox!", "net.reset", "wire.ended")


async def test_long_lines() -> None:
    """IMAP sets no limit for them: many capabilities, and the keywords of a mailbox."""
    many = " ".join(f"X-VENDOR-EXTENSION-{number:04d}" for number in range(600))
    keywords = " ".join(f"$Label-{number:04d}-with-a-long-name" for number in range(900))
    greeting = GREETING.replace("IMAP4rev1", f"IMAP4rev1 {many}")
    answers = f"S: * FLAGS ({keywords})\nS: * 3 EXISTS\nS: A2 OK\nCLOSE\n"
    done = await held(greeting + LOGIN + flight(2) + answers)
    assert (done.stages, done.cause) == ("mailbox fetch!", "net.reset")


async def test_alert() -> None:
    """What the server wants people to read is marked."""
    text = "S: * 0 EXISTS\nS: * OK [ALERT] Down at noon\nS: A2 OK\nS: A3 OK\nS: A4 OK\nS: A5 OK\n"
    assert "imap.alert" in (await held(GREETING + LOGIN + flight(2) + text)).notes()


async def test_no_login() -> None:
    """LOGOUT without a login."""
    done = await held(GREETING + "C: A1 LOGOUT\nS: * BYE\nS: A1 OK\n", Asked(login=False))
    assert done.cause == "ok"


MESSAGE = ProbeMessage(ADDRESS, ADDRESS, "<1@example.com>", b"")


STAY = f"""
    C: A2 EXAMINE INBOX
    C: A3 {FETCH}
    C: A4 GETQUOTAROOT INBOX
    S: * 0 EXISTS
    S: A2 OK
    S: A3 OK
    S: A4 OK
    C: A5 NOOP
    C: A6 UID SEARCH HEADER Message-ID "<1@example.com>"
"""


@pytest.mark.parametrize(
    ("answers", "found"),
    [
        ("S: A5 OK\nS: * SEARCH\nS: A6 OK\n", False),
        ("S: A5 OK\nS: A6 OK\n", False),
        ("S: * 1 EXISTS\nS: A5 OK\nS: * SEARCH 9\nS: A6 OK\n", True),
        ('S: A5 OK\nS: * ESEARCH (TAG "A6") UID ALL 9\nS: A6 OK\n', True),
        ('S: A5 OK\nS: * ESEARCH (TAG "A6") UID\nS: A6 OK\n', False),
    ],
)
async def test_finding_a_message(answers: str, found: bool) -> None:
    """The session stays open for it; IMAP4rev2 answers a search in its own way."""
    asked = Asked(errand=Errand(ADDRESS, MESSAGE), find=MESSAGE.id)
    done = await held(GREETING + LOGIN + STAY + answers, asked)
    assert done.stages == "mailbox fetch"
    assert done.found is found


async def test_users_are_no_commands() -> None:
    """A user name with a line end is refused before anything of it is written."""
    with pytest.raises(ValueError, match="argument"):
        await held(GREETING.replace("AUTH=PLAIN", ""), Asked(user='x"\r\nA9 DELETE INBOX'))


# Who we are (RFC 2971)


async def test_who_we_are_is_said_first_to_a_server_that_insists() -> None:
    """NetEase's way: LOGIN alone is offered, and nobody gets in or on who has not said it."""
    netease = "IMAP4rev1 XLIST SPECIAL-USE ID LITERAL+ STARTTLS UIDPLUS"
    text = f"""
        S: * OK Coremail System IMap Server Ready
        C: A1 CAPABILITY
        S: * CAPABILITY {netease}
        S: A1 OK CAPABILITY completed
        C: A2 {WHO_WE_ARE}
        S: * ID ("name" "Coremail Imap" "vendor" "Mailtech")
        S: A2 OK ID completed
        C: A3 LOGIN "{ADDRESS}" "{PASSWORD}"
        S: A3 OK LOGIN completed
        C: A4 CAPABILITY
        C: A5 EXAMINE INBOX
        C: A6 {FETCH}
        S: * CAPABILITY {netease}
        S: A4 OK
        S: * 0 EXISTS
        S: A5 OK [READ-ONLY] EXAMINE completed
        S: A6 OK
        C: A7 LOGOUT
        S: * BYE
        S: A7 OK
        """
    done = await held(text)
    assert done.cause == "ok"
    assert done.notes().count("imap.id") == 1
    assert "imap.id.data" in done.notes()


@pytest.mark.parametrize("outcome", ["OK", "NO", "BAD"])
async def test_who_we_are_is_said_before_the_login_where_it_is_wanted_there(outcome: str) -> None:
    """It costs no turn; what the server says to it does not matter."""
    text = f"""
        C: A1 {WHO_WE_ARE}
        C: A2 AUTHENTICATE PLAIN {PLAIN}
        S: A1 {outcome} said
        S: A2 NO [AUTHENTICATIONFAILED] no
        """
    done = await held(GREETING.replace("IMAP4rev1", "IMAP4rev1 ID") + text)
    assert (done.cause, done.wire.round_trips) == ("auth.wrong_credentials", 4)


@pytest.mark.parametrize("capabilities", ["ID AUTH=PLAIN", "ID AUTH=PLAIN LITERAL-"])
async def test_who_we_are_before_a_challenge(capabilities: str) -> None:
    """What is said to it comes between, and is passed over."""
    text = f"""
        S: * OK [CAPABILITY IMAP4rev1 {capabilities}] ready
        C: A1 {WHO_WE_ARE}
        C: A2 AUTHENTICATE PLAIN
        S: * ID NIL
        S: A1 OK
        S: +
        C: {PLAIN}
        S: A2 NO [AUTHENTICATIONFAILED] no
        """
    assert (await held(text, Asked(mechanism="PLAIN"))).cause == "auth.wrong_credentials"


@pytest.mark.parametrize("outcome", ["OK", "NO", "BAD"])
async def test_who_we_are_costs_others_no_turn(outcome: str) -> None:
    """It is said with the first commands after the login, and its outcome does not matter."""
    login = LOGIN.replace("QUOTA]", "ID]")
    text = f"""
        C: A2 {WHO_WE_ARE}
        C: A3 EXAMINE INBOX
        C: A4 {FETCH}
        C: A5 LOGOUT
        S: * ID NIL
        S: A2 {outcome} said
        S: * 0 EXISTS
        S: A3 OK
        S: A4 OK
        S: * BYE
        S: A5 OK
        """
    done = await held(GREETING + login + text)
    assert (done.cause, done.wire.round_trips) == ("ok", 5)


async def test_a_mailbox_that_is_closed_to_strangers() -> None:
    """A server that insists and has not said that it would: its refusal is told."""
    text = "S: A2 NO EXAMINE Unsafe Login. Please contact us@example.com\n"
    done = await held(GREETING + LOGIN + flight(2) + text)
    assert done.cause == "mailbox.unavailable"
