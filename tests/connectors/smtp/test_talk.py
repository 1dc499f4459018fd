"""The SMTP dialogue against scripts: the usual, the rare but legal, and the refusals."""

from __future__ import annotations

import base64
from dataclasses import replace

import pytest

from connectors.model import Protocol, Security
from connectors.steps import Errand, ProbeMessage
from tests.connectors.talking import ADDRESS, PASSWORD, PLAIN, Asked, Held, b64, hold, plain
from tests.servers.script import Script, dialogue

EHLO = """
    S: 220 mail.example ESMTP
    C: EHLO [127.0.0.1]
"""
OFFER = """
    S: 250-mail.example
    S: 250-PIPELINING
    S: 250-SIZE 10240000
    S: 250-AUTH PLAIN LOGIN
    S: 250-ENHANCEDSTATUSCODES
    S: 250 X-WHATEVER yes
"""
LOGIN = f"""
    C: AUTH PLAIN {PLAIN}
    S: 235 2.7.0 Accepted
"""
LOOK = f"""
    C: MAIL FROM:<{ADDRESS}>
    C: RCPT TO:<{ADDRESS}>
    C: RSET
    C: QUIT
    S: 250 2.1.0 Ok
    S: 250 2.1.5 Ok
    S: 250 2.0.0 Ok
    S: 221 2.0.0 Bye
"""


async def held(text: str | Script, asked: Asked | None = None, *, bytewise: bool = False) -> Held:
    script = text if isinstance(text, Script) else dialogue(text)
    return await hold(Protocol.SMTP, script, asked, bytewise=bytewise)


@pytest.mark.parametrize("bytewise", [False, True])
async def test_submission(bytewise: bool) -> None:
    """EHLO, a login in one line, an envelope to oneself in one flight, and nothing is sent."""
    done = await held(EHLO + OFFER + LOGIN + LOOK, bytewise=bytewise)
    assert done.cause == "ok"
    assert done.stages == "sender recipient logout"
    assert done.facts.mechanisms == ("PLAIN", "LOGIN")
    assert done.facts.login_mechanism == "PLAIN"
    assert done.facts.capabilities[1] == "SIZE 10240000"
    assert done.wire.round_trips == 6
    assert "AUTH PLAIN ***" in done.said
    assert done.notes()[:8] == [
        "smtp.greeting",
        "smtp.ehlo",
        "smtp.ehlo.ok",
        "smtp.capability.pipelining",
        "smtp.capability.size",
        "smtp.capability.auth",
        "smtp.capability.enhancedstatuscodes",
        "smtp.capability.other",
    ]


async def test_without_pipelining() -> None:
    """Each command waits for the reply to the one before."""
    offer = "S: 250-mail.example\nS: 250 AUTH PLAIN\n"
    look = f"""
        C: MAIL FROM:<{ADDRESS}>
        S: 250 Ok
        C: RCPT TO:<{ADDRESS}>
        S: 250 Ok
        C: RSET
        S: 250 Ok
        C: QUIT
        S: 221 Bye
    """
    done = await held(EHLO + offer + LOGIN + look)
    assert done.cause == "ok"
    assert done.wire.round_trips == 9


async def test_greeting_of_several_lines() -> None:
    """A long greeting is one greeting."""
    done = await held(
        "S: 220-hello\nS: 220-by the way\nS: 220 now\nC: EHLO [127.0.0.1]\n" + OFFER + LOGIN + LOOK
    )
    assert done.cause == "ok"


async def test_helo_only() -> None:
    """A server from before EHLO is talked to; it just cannot log anybody in."""
    helo = """
        S: 500 what?
        C: HELO [127.0.0.1]
        S: 250 mail.example
    """
    done = await held(EHLO + helo)
    assert (done.cause, done.detail) == ("auth.no_common_mechanism", "login.nothing_offered")
    done = await held(EHLO + helo + "C: QUIT\nS: 221 Bye\n", Asked(login=False))
    assert done.cause == "ok"


async def test_no_address_no_envelope() -> None:
    """Without an address nothing is said in anybody's name."""
    done = await held(EHLO + OFFER + LOGIN + "C: QUIT\nS: 221 Bye\n", Asked(errand=Errand()))
    assert done.stages == "logout"


@pytest.mark.parametrize("farewell", ["CLOSE", "S: 500 never heard of it", "SILENCE", "S: what"])
async def test_farewell_matters_to_nobody(farewell: str) -> None:
    """A server that hangs up, or misbehaves, when all is done has done no harm."""
    done = await held(EHLO + OFFER + LOGIN + LOOK.replace("S: 221 2.0.0 Bye", farewell))
    assert done.cause == "ok"
    assert done.stages == "sender recipient logout"
    detail = done.steps[-1].detail
    assert (detail and detail.code) == ("logout.unanswered" if farewell == "CLOSE" else None)


# Logins


async def test_plain_without_initial_response() -> None:
    """A response too long for the line waits for its challenge, whose words do not matter."""
    password = "long" * 100
    text = f"C: AUTH PLAIN\nS: 334 go ahead, please\nC: {plain(password)}\nS: 235 in\n"
    done = await held(EHLO + OFFER + text + LOOK, Asked(password=password))
    assert done.cause == "ok"


@pytest.mark.parametrize(
    "refusal", ["500 line?", "501 5.5.4 no initial response please", "504 parameter not taken"]
)
async def test_an_initial_response_is_not_taken(refusal: str) -> None:
    """No password was judged: it is said once more, when it is asked for."""
    first = f"C: AUTH PLAIN {PLAIN}\nS: {refusal}\n"
    again = f"C: AUTH PLAIN\nS: 334 \nC: {PLAIN}\n"
    done = await held(EHLO + OFFER + first + again + "S: 235 in\n" + LOOK)
    assert (done.cause, done.facts.login_mechanism) == ("ok", "PLAIN")
    done = await held(EHLO + OFFER + first + again + "S: 535 5.7.8 no\n")
    assert (done.cause, done.reply) == ("auth.wrong_credentials", ("535", "5.7.8", "535 5.7.8 no"))
    done = await held(EHLO + OFFER + first + "C: AUTH PLAIN\nS: 501 no AUTH here\n")
    assert done.reply is not None
    assert done.reply[2] == refusal


@pytest.mark.parametrize(
    "refusal",
    [
        "501 5.7.0 Authentication failed",
        "501 Authentication failed: bad user name or password",
        "504 5.5.4 Unrecognized authentication type",
        "535 5.7.8 no initial response please",
    ],
)
async def test_a_password_that_was_judged_is_not_said_again(refusal: str) -> None:
    """One try is one try: servers count them."""
    done = await held(EHLO + OFFER + f"C: AUTH PLAIN {PLAIN}\nS: {refusal}\n")
    assert done.reply is not None
    assert done.reply[2] == refusal


async def test_login() -> None:
    """Name and password, each in a line of its own; the old way of offering it counts."""
    offer = "S: 250-mail.example\nS: 250-PIPELINING\nS: 250 AUTH=LOGIN\n"
    login = f"""
        C: AUTH LOGIN
        S: 334 {b64("Username:")}
        C: {b64(ADDRESS)}
        S: 334 {b64("Password:")}
        C: {b64(PASSWORD)}
        S: 235 in
    """
    done = await held(EHLO + offer + login + LOOK)
    assert done.facts.login_mechanism == "LOGIN"
    assert done.said.count("***") == 2


async def test_cram_md5_on_a_clear_line() -> None:
    """Without encryption, a digest is taken before the open password."""
    offer = "S: 250-mail.example\nS: 250 AUTH PLAIN CRAM-MD5\n"
    text = f"C: AUTH CRAM-MD5\nS: 334 {b64('<1@mail.example>')}\nC: /.+/\nS: 535 5.7.8 no\n"
    done = await held(EHLO + offer + text, Asked(security=Security.NONE))
    assert done.cause == "auth.wrong_credentials"


async def test_wrong_password() -> None:
    """The whole refusal is the evidence."""
    refusal = (
        f"C: AUTH PLAIN {PLAIN}\nS: 535-5.7.8 Username and password\nS: 535 5.7.8 not accepted\n"
    )
    done = await held(EHLO + OFFER + refusal)
    assert done.cause == "auth.wrong_credentials"
    text = "535-5.7.8 Username and password\n535 5.7.8 not accepted"
    assert done.reply == ("535", "5.7.8", text)


@pytest.mark.parametrize(
    ("refusal", "cause"),
    [
        ("534-5.7.9 Application-specific password required.", "auth.app_password_required"),
        (
            "535 5.7.139 SmtpClientAuthentication is disabled for the Tenant.",
            "auth.protocol_disabled",
        ),
        ("538 5.7.11 Encryption required", "auth.tls_required"),
        ("504 5.5.4 Unrecognized authentication type", "auth.no_common_mechanism"),
        ("454 4.7.0 Temporary authentication failure", "auth.temporary_failure"),
        ("421 4.7.0 Too many login attempts", "auth.too_many_attempts"),
    ],
)
async def test_login_refusals(refusal: str, cause: str) -> None:
    """The reader of replies is asked with all that was said."""
    done = await held(
        EHLO + OFFER + f"C: AUTH PLAIN {PLAIN}\nS: {refusal.replace('-5.7.9', ' 5.7.9')}\n"
    )
    assert done.cause == cause


TOKEN_ERROR = b64('{"status":"401"}')
XOAUTH2 = b64(f"user={ADDRESS}\x01auth=Bearer token-9f3\x01\x01")


@pytest.mark.parametrize(
    ("challenge", "cause", "detail"),
    [
        (
            f"S: 334 {TOKEN_ERROR}\nC: //\nS: 535 5.7.8 no\n",
            "auth.token_rejected",
            "login.token_status",
        ),
        ("S: 535 5.7.8 no\n", "auth.token_rejected", ""),
        (
            f"S: 334 {TOKEN_ERROR}\nC: //\nS: 535 5.7.139 SmtpClientAuthentication is disabled\n",
            "auth.protocol_disabled",
            "",
        ),
        ("S: 535 5.7.139 SmtpClientAuthentication is disabled\n", "auth.protocol_disabled", ""),
        (
            "S: 334 e30=\nC: //\nS: 334 more\nC: *\nS: 501 given up\n",
            "proto.malformed",
            "login.malformed",
        ),
    ],
)
async def test_token_refused(challenge: str, cause: str, detail: str) -> None:
    """A token that is refused is not a wrong password; the error in a challenge is acknowledged."""
    offer = "S: 250-mail.example\nS: 250 AUTH XOAUTH2\n"
    asked = Asked(password="token-9f3", token=True)
    done = await held(EHLO + offer + f"C: AUTH XOAUTH2 {XOAUTH2}\n" + challenge, asked)
    assert (done.cause, done.detail) == (cause, detail)


async def test_oauthbearer_first() -> None:
    """With a token the standard mechanism comes first, and an error is acknowledged by one byte."""
    offer = "S: 250-mail.example\nS: 250 AUTH PLAIN XOAUTH2 OAUTHBEARER\n"
    said = b64(f"n,a={ADDRESS},\x01host=mail.example\x01port=1\x01auth=Bearer token-9f3\x01\x01")
    error = b64('{"status":"invalid_token"}')
    text = f"C: AUTH OAUTHBEARER {said}\nS: 334 {error}\nC: AQ==\nS: 535 no\n"
    done = await held(EHLO + offer + text, Asked(password="token-9f3", token=True))
    assert done.cause == "auth.token_rejected"


async def test_scram_server_unproven() -> None:
    """A server that says yes without its signature does not know the password: we are not in."""

    def first(line: bytes) -> bytes:
        client_first = base64.b64decode(line.removeprefix(b"AUTH SCRAM-SHA-256 "))
        nonce = client_first.rpartition(b"r=")[2].decode()
        return f"334 {b64(f'r={nonce}x,s=QSXCR+Q6sek8bf92,i=4096')}\r\n".encode()

    offer = "S: 250-mail.example\nS: 250 AUTH PLAIN SCRAM-SHA-256\n"
    script = dialogue(EHLO + offer).answer(first) + dialogue("C: /.+/\nS: 235 welcome\n")
    done = await held(script)
    assert (done.cause, done.detail) == ("proto.malformed", "login.server_unproven")
    assert done.facts.login_mechanism is None


async def test_challenge_that_is_none() -> None:
    """A digest of something that is not base64 is given up."""
    offer = "S: 250-mail.example\nS: 250 AUTH CRAM-MD5\n"
    text = "C: AUTH CRAM-MD5\nS: 334 !\nC: *\nS: 501 given up\n"
    done = await held(EHLO + offer + text)
    assert (done.cause, done.detail) == ("proto.malformed", "login.malformed")
    assert "smtp.auth.cancel" in done.notes()


@pytest.mark.parametrize(
    ("offer", "asked", "cause", "detail"),
    [
        ("AUTH XOAUTH2 OAUTHBEARER", Asked(), "auth.oauth_required", "login.nothing_in_common"),
        ("AUTH GSSAPI NTLM", Asked(), "auth.no_common_mechanism", "login.nothing_in_common"),
        ("AUTH APOP USER", Asked(), "auth.no_common_mechanism", "login.nothing_offered"),
        ("AUTH PLAIN", Asked(token=True), "auth.no_common_mechanism", "login.nothing_in_common"),
        (
            "AUTH PLAIN",
            Asked(mechanism="cram-md5"),
            "auth.no_common_mechanism",
            "login.not_offered",
        ),
        ("AUTH GSSAPI", Asked(mechanism="GSSAPI"), "auth.no_common_mechanism", "login.not_offered"),
        (
            "AUTH PLAIN",
            Asked(password="tab\tbed"),
            "auth.wrong_credentials",
            "login.invisible_character",
        ),
        ("STARTTLS", Asked(security=Security.NONE), "auth.tls_required", ""),
        ("STARTTLS", Asked(security=Security.NONE, mechanism="PLAIN"), "auth.tls_required", ""),
        ("SIZE", Asked(), "auth.no_common_mechanism", "login.nothing_offered"),
    ],
)
async def test_nothing_is_sent_where_nothing_can_work(
    offer: str, asked: Asked, cause: str, detail: str
) -> None:
    """The plan fails before a word of the login is said."""
    done = await held(EHLO + f"S: 250-mail.example\nS: 250 {offer}\n", asked)
    assert (done.cause, done.detail) == (cause, detail)


async def test_the_mechanism_that_was_asked_for() -> None:
    """``--auth`` takes one and no other."""
    login = f"C: AUTH LOGIN\nS: 334 a\nC: {b64(ADDRESS)}\nS: 334 b\nC: {b64(PASSWORD)}\nS: 235 in\n"
    done = await held(EHLO + OFFER + login + LOOK, Asked(mechanism="login"))
    assert done.facts.login_mechanism == "LOGIN"


async def test_scram_that_cannot_carry_the_password() -> None:
    """What SCRAM forbids goes by the next mechanism; asked for by name it fails unsent."""
    offer = "S: 250-mail.example\nS: 250-PIPELINING\nS: 250 AUTH SCRAM-SHA-256 PLAIN\n"
    asked = Asked(password="fox-\U0001f98a\U0001fae0")
    login = f"C: AUTH PLAIN {plain(asked.password)}\nS: 235 in\n"
    assert (await held(EHLO + offer + login + LOOK, asked)).cause == "ok"
    done = await held(EHLO + offer, replace(asked, mechanism="SCRAM-SHA-256"))
    assert (done.cause, done.detail) == ("auth.no_common_mechanism", "login.unsuitable")


# STARTTLS

STARTTLS = Asked(security=Security.STARTTLS)
CLEAR = EHLO + "S: 250-mail.example\nS: 250-AUTH CRAM-MD5\nS: 250 STARTTLS\n"


async def test_starttls() -> None:
    """What was offered in clear is forgotten and asked for again."""
    text = CLEAR + "C: STARTTLS\nS: 220 go\nTLS\nC: EHLO [127.0.0.1]\n" + OFFER + LOGIN + LOOK
    done = await held(text, STARTTLS)
    assert done.cause == "ok"
    assert done.facts.mechanisms == ("PLAIN", "LOGIN")
    assert done.wire.round_trips == 8


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        (EHLO + "S: 250 mail.example\n", "tls.starttls_missing"),
        (CLEAR + "C: STARTTLS\nS: 454 4.7.0 TLS not available\n", "tls.starttls_failed"),
        (CLEAR + "C: STARTTLS\nS: 501 no\n", "tls.starttls_failed"),
        (CLEAR + "C: STARTTLS\nS: 500 unrecognized command\n", "tls.starttls_failed"),
        (CLEAR + "C: STARTTLS\nS: 502 5.5.1 not implemented\n", "tls.starttls_failed"),
        (CLEAR + "C: STARTTLS\nS: 451 4.3.0 out of entropy\n", "tls.starttls_failed"),
        (CLEAR + "C: STARTTLS\nS: 454 4.3.0 certificate has expired\n", "tls.starttls_failed"),
        (CLEAR + "C: STARTTLS\nS: 421 4.3.2 shutting down\n", "server.unavailable"),
        (CLEAR + "C: STARTTLS\nCLOSE\n", "net.reset"),
    ],
)
async def test_starttls_goes_wrong(text: str, cause: str) -> None:
    """Not offered, hung up on, or refused, whatever is the server's reason to refuse."""
    assert (await held(text, STARTTLS)).cause == cause


async def test_starttls_injection() -> None:
    """Words that come before the handshake may be an attacker's: they are not read."""
    script = dialogue(CLEAR + "C: STARTTLS\n").raw(b"220 go\r\n250 AUTH PLAIN\r\n")
    assert (await held(script, STARTTLS)).cause == "tls.starttls_injection"


# Refusals elsewhere


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("S: 554 5.7.1 go away\n", "server.refused"),
        ("S: 421 4.3.2 shutting down\n", "server.unavailable"),
        ("S: 421 4.7.0 too many connections from your address\n", "server.too_many_connections"),
        ("S: HTTP/1.1 400 Bad Request\n", "proto.wrong_service"),
        ("S: +OK hello\n", "proto.wrong_service"),
        ("S: hello\n", "proto.malformed"),
        ("S: 220-hello\nS: 250 there\n", "proto.malformed"),
        ("CLOSE\n", "net.reset"),
        ("SILENCE\n", "proto.silent"),
        (EHLO + "S: 421 4.3.2 later\n", "server.unavailable"),
        (EHLO + "S: 550 no\nC: HELO [127.0.0.1]\nS: 550 5.7.1 no\n", "send.helo_rejected"),
        (EHLO + "S: 25x\n", "proto.malformed"),
        ("S: 220 mail.example LMTP ready\n", "proto.wrong_service"),
        ("S: 200 news.example NNRP ready\n", "proto.wrong_service"),
        ('S: "IMPLEMENTATION" "Pigeonhole"\n', "proto.wrong_service"),
        (
            EHLO + "S: 500 what?\nC: HELO [127.0.0.1]\nS: 500 expected LHLO\n",
            "proto.wrong_service",
        ),
    ],
)
async def test_before_the_login(text: str, cause: str) -> None:
    """What can go wrong from the greeting on."""
    assert (await held(text)).cause == cause


async def test_hung_up_in_the_middle() -> None:
    """What a server had said before it hung up is kept as evidence."""
    script = dialogue(EHLO).raw(b"554-5.7.1 You are on a list\r\n554-5.7.1 of bad")
    done = await held(script.close())
    assert done.cause == "net.reset"
    assert done.reply == ("", "", "554-5.7.1 You are on a list\n554-5.7.1 of bad")


async def test_too_many_lines() -> None:
    """A reply without an end is cut off."""
    script = dialogue(EHLO).raw(b"250-X\r\n" * 600)
    done = await held(script)
    assert (done.cause, done.detail) == ("proto.malformed", "reply.malformed")


def refused_at(sender: str, recipient: str) -> str:
    return f"""
        C: MAIL FROM:<{ADDRESS}>
        C: RCPT TO:<{ADDRESS}>
        C: RSET
        C: QUIT
        S: {sender}
        {recipient}
    """


@pytest.mark.parametrize(
    ("sender", "recipient", "stages", "cause"),
    [
        ("553 5.7.1 not your address", "", "sender!", "send.sender_rejected"),
        ("452 4.3.1 disk full", "", "sender!", "server.out_of_space"),
        ("530 5.7.0 Authentication required", "", "sender!", "send.auth_required"),
        (
            "250 Ok",
            "S: 550 5.7.1 Sender needs to be logged in as owner of this address",
            "sender recipient!",
            "send.sender_rejected",
        ),
        (
            "250 Ok",
            "S: 550 5.7.1 Please log in before sending",
            "sender recipient!",
            "send.sender_rejected",
        ),
        (
            "250 Ok",
            "S: 503 Please authenticate before you send to external recipients",
            "sender recipient!",
            "send.auth_required",
        ),
        (
            "250 Ok",
            "S: 550 5.1.2 host elsewhere.example: unknown host",
            "sender recipient!",
            "send.domain_not_found",
        ),
        ("250 Ok", "S: 550 5.1.1 no such user", "sender recipient!", "send.recipient_unknown"),
        ("250 Ok", "S: 451 4.7.1 greylisted, try again", "sender recipient!", "send.greylisted"),
        ("250 Ok", "CLOSE", "sender recipient!", "net.reset"),
    ],
)
async def test_envelope_refused(sender: str, recipient: str, stages: str, cause: str) -> None:
    """The stage that was refused is the one that fails, in a flight as well."""
    done = await held(EHLO + OFFER + LOGIN + refused_at(sender, recipient))
    assert (done.stages, done.cause) == (stages, cause)


async def test_address_in_japanese() -> None:
    """SMTPUTF8 where it is offered (RFC 6531); elsewhere such an address is not sent."""
    address = "太郎@example.com"
    asked = Asked(errand=Errand(address))
    offer = "S: 250-mail.example\nS: 250-SMTPUTF8\nS: 250-PIPELINING\nS: 250 AUTH PLAIN\n"
    look = LOOK.replace(f"MAIL FROM:<{ADDRESS}>", f"MAIL FROM:<{address}> SMTPUTF8")
    done = await held(EHLO + offer + LOGIN + look.replace(ADDRESS, address), asked)
    assert done.cause == "ok"
    done = await held(EHLO + OFFER + LOGIN, asked)
    assert (done.cause, done.detail) == ("send.message_malformed", "address.needs_smtputf8")


# The test message

MESSAGE = ProbeMessage(
    ADDRESS, "hanako@example.com", "<1@example.com>", b".one\r\n..two\r\n\r\nthree\r\n"
)
SENDING = Asked(errand=Errand(ADDRESS, MESSAGE))
ENVELOPE = f"""
    C: MAIL FROM:<{ADDRESS}> SIZE={len(MESSAGE.data)}
    C: RCPT TO:<hanako@example.com>
    C: DATA
    S: 250 Ok
"""
CONTENT = """
    C: ..one
    C: ...two
    C: //
    C: three
    C: .
"""


@pytest.mark.parametrize("pipelining", [False, True])
@pytest.mark.parametrize("takes_data", [False, True])
async def test_a_size_that_is_offered_and_refused(pipelining: bool, takes_data: bool) -> None:
    """The size need not be told: the message goes without."""
    first = f"C: MAIL FROM:<{ADDRESS}> SIZE={len(MESSAGE.data)}\n"
    rcpt = "C: RCPT TO:<hanako@example.com>\n"
    refused = "S: 555 5.5.4 Unsupported option: SIZE\n"
    mail = f"C: MAIL FROM:<{ADDRESS}>\n"
    if pipelining:
        data = "S: 354 go\nC: .\nS: 554 no\n" if takes_data else "S: 503 no MAIL\n"
        text = first + rcpt + "C: DATA\n" + refused + "S: 503 no MAIL\n" + data
        text += mail + rcpt + "C: DATA\nS: 250 Ok\nS: 250 Ok\nS: 354 go\n"
    else:
        text = first + refused + mail + "S: 250 Ok\n" + rcpt + "S: 250 Ok\nC: DATA\nS: 354 go\n"
    offer = OFFER if pipelining else OFFER.replace("    S: 250-PIPELINING\n", "")
    end = CONTENT + "S: 250 queued\nC: QUIT\nS: 221 bye\n"
    done = await held(EHLO + offer + LOGIN + text + end, SENDING)
    assert (done.cause, done.stages) == ("ok", "sender recipient message logout")


async def test_a_parameter_is_refused_where_none_was_given() -> None:
    """The size of a message is not at fault then."""
    refusal = refused_at("555 5.5.4 Unsupported option: SIZE", "")
    assert (await held(EHLO + OFFER + LOGIN + refusal)).cause == "send.rejected"


async def test_message() -> None:
    """The one message that was asked for: dots doubled, counted and not shown."""
    text = ENVELOPE + "S: 250 Ok\nS: 354 go\n" + CONTENT + "S: 250 queued\nC: QUIT\nS: 221 Bye\n"
    done = await held(EHLO + OFFER + LOGIN + text, SENDING)
    assert done.cause == "ok"
    assert done.stages == "sender recipient message logout"
    assert "three" not in "".join(done.said)


async def test_message_to_a_refused_recipient() -> None:
    """No content goes to a server that refused the recipient, whatever it says to DATA."""
    done = await held(EHLO + OFFER + LOGIN + ENVELOPE + "S: 550 5.1.1 who?\n", SENDING)
    assert done.stages == "sender recipient!"


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("S: 250 Ok\nS: 554 5.5.1 no valid recipients\n", "send.rejected"),
        ("S: 250 Ok\nS: 250 what?\n", "unknown"),
        (
            "S: 250 Ok\nS: 354 go\n" + CONTENT + "S: 554 5.7.1 looks like spam\n",
            "send.content_rejected",
        ),
        ("S: 250 Ok\nS: 354 go\n" + CONTENT + "S: 552 5.3.4 too big\n", "send.message_too_large"),
    ],
)
async def test_message_refused(text: str, cause: str) -> None:
    """DATA or its content may be refused."""
    done = await held(EHLO + OFFER + LOGIN + ENVELOPE + text, SENDING)
    assert (done.stages, done.cause) == ("sender recipient message!", cause)


@pytest.mark.parametrize("asked", [None, SENDING])
async def test_no_message_unless_asked(asked: Asked | None) -> None:
    """DATA is said only for the message that was asked for."""
    text = ENVELOPE + "S: 550 who?\n" if asked else LOOK
    done = await held(EHLO + OFFER + LOGIN + text, asked)
    assert ("DATA" in done.said) is (asked is not None)


@pytest.mark.parametrize("address", ["a@b>\r\nDATA", "a b@c", "<a@b>", "a@b\0"])
async def test_addresses_are_no_commands(address: str) -> None:
    """An address that could be a command is refused before anything of it is written."""
    with pytest.raises(ValueError, match=r"address|argument"):
        await held(EHLO + OFFER + LOGIN, Asked(errand=Errand(address)))


async def test_users_are_no_commands() -> None:
    """Neither is a user name, in base64 as little as in the open."""
    with pytest.raises(ValueError, match="argument"):
        await held(EHLO + OFFER, Asked(user="taro\0root"))
