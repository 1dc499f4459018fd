"""What can be wrong with encryption, each against a server that does it."""

from __future__ import annotations

import errno
import ssl
import warnings
from datetime import UTC, datetime

import pytest

from connectors.codes import ConnectionDetail
from connectors.model import CheckResult, Outcome, Protocol, Security, StepName
from connectors.steps import IPAddress, Plan
from connectors.wire.channel import Channel
from connectors.wire.connect import dial
from knowledge.causes import Cause, Warn
from tests.connectors.checking import outcomes, result, results, target
from tests.servers.certificates import HOST, OTHER_HOST, Certificates
from tests.servers.moved_clock import MovedClock
from tests.servers.script import Script, dialogue
from tests.servers.scripted import scripted_server

REFUSED = Script().starttls(refused=True)
SEEN = Script().starttls()

IMAP = dialogue(
    r"""
    S: * OK [CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR] ready
    C: /\S+ LOGOUT/
    """
)
SUBMISSION = dialogue(
    """
    S: 220 mail.example ESMTP
    C: /EHLO .*/
    S: 250-mail.example
    S: 250 STARTTLS
    C: STARTTLS
    S: 220 go ahead
    """
)
ENCRYPTED_SUBMISSION = dialogue(
    """
    C: /EHLO .*/
    S: 250-mail.example
    S: 250 AUTH PLAIN
    C: QUIT
    S: 221 bye
    """
)

BAD_CERTIFICATES = {
    "expired": Cause.TLS_CERTIFICATE_EXPIRED,
    "expired_intermediate": Cause.TLS_CERTIFICATE_EXPIRED,
    "not_yet_valid": Cause.TLS_CERTIFICATE_NOT_YET_VALID,
    "other_name": Cause.TLS_HOSTNAME_MISMATCH,
    "common_name_only": Cause.TLS_HOSTNAME_MISMATCH,
    "self_signed": Cause.TLS_SELF_SIGNED,
    "incomplete_chain": Cause.TLS_INCOMPLETE_CHAIN,
    "untrusted": Cause.TLS_UNTRUSTED_ISSUER,
    "untrusted_root_sent": Cause.TLS_UNTRUSTED_ISSUER,
    "intercepted": Cause.TLS_INTERCEPTED,
}


def failed_steps(found: CheckResult) -> list[StepName]:
    """The stages that failed."""
    return [step.name for step in found.steps if step.outcome is Outcome.FAILED]


async def imap_over_tls(
    certificates: Certificates,
    *scripts: Script,
    context: ssl.SSLContext | None = None,
    clock: MovedClock | None = None,
) -> CheckResult:
    """A check of IMAP with TLS from the first byte, without a login."""
    clock = clock or MovedClock()
    async with scripted_server(
        *scripts, context=context or certificates.good, clock=clock
    ) as server:
        one = target(Protocol.IMAP, server.port)
        return await result(one, clock, ca_file=certificates.ca_file, login=False)


async def submission_with_starttls(
    certificates: Certificates,
    *scripts: Script,
    context: ssl.SSLContext | None = None,
    clock: MovedClock | None = None,
) -> CheckResult:
    """A check of submission with STARTTLS, without a login."""
    clock = clock or MovedClock()
    async with scripted_server(
        *scripts, context=context or certificates.good, clock=clock
    ) as server:
        one = target(Protocol.SMTP, server.port, Security.STARTTLS)
        return await result(one, clock, ca_file=certificates.ca_file, login=False)


async def test_a_good_certificate(certificates: Certificates) -> None:
    """TLS from the first byte, verified for the name that was asked for."""
    found = await imap_over_tls(certificates, SEEN + IMAP)
    assert found.ok, outcomes(found)
    assert found.facts.tls_version == "TLSv1.3"
    assert found.facts.certificate is not None
    assert found.facts.certificate.names == (HOST, "127.0.0.1", "::1")
    assert found.round_trips == 4
    assert "tls.encrypted" in [line.note for line in found.transcript]


async def test_a_handshake_of_tls_1_2_costs_one_round_trip_more(
    certificates: Certificates,
) -> None:
    """Round trips are counted by what the version needs."""
    context = certificates.another_good()
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    found = await imap_over_tls(certificates, SEEN + IMAP, context=context)
    assert (found.facts.tls_version, found.round_trips) == ("TLSv1.2", 5)


@pytest.mark.parametrize(("name", "cause"), BAD_CERTIFICATES.items())
async def test_a_bad_certificate(certificates: Certificates, name: str, cause: Cause) -> None:
    """Each fault has its own cause, and the certificate is shown although it was refused."""
    context = getattr(certificates, name)
    found = await imap_over_tls(certificates, REFUSED, SEEN, context=context)
    assert found.cause is cause
    assert found.facts.certificate is not None
    assert found.facts.tls_version is None
    assert failed_steps(found) == [StepName.TLS]


@pytest.mark.parametrize(("name", "cause"), BAD_CERTIFICATES.items())
async def test_a_bad_certificate_behind_starttls(
    certificates: Certificates, name: str, cause: Cause
) -> None:
    """The second look asks for STARTTLS too, and says nothing afterwards but EHLO."""
    second = SUBMISSION + SEEN + dialogue("C: /EHLO .*/ \n CLOSE")
    found = await submission_with_starttls(
        certificates, SUBMISSION + REFUSED, second, context=getattr(certificates, name)
    )
    assert found.cause is cause
    assert found.facts.certificate is not None
    assert failed_steps(found) == [StepName.STARTTLS]
    said = [line.text for line in found.transcript]
    assert said.count("STARTTLS") == 1


SEVERAL_FAULTS = {
    "expired_other_name": (Cause.TLS_HOSTNAME_MISMATCH, (Cause.TLS_CERTIFICATE_EXPIRED,)),
    "expired_incomplete_chain": (Cause.TLS_CERTIFICATE_EXPIRED, (Cause.TLS_INCOMPLETE_CHAIN,)),
    "expired_self_signed_other_name": (
        Cause.TLS_SELF_SIGNED,
        (Cause.TLS_HOSTNAME_MISMATCH, Cause.TLS_CERTIFICATE_EXPIRED),
    ),
}


@pytest.mark.parametrize(("name", "told"), SEVERAL_FAULTS.items())
async def test_a_certificate_with_several_faults(
    certificates: Certificates, name: str, told: tuple[Cause, tuple[Cause, ...]]
) -> None:
    """The fault whose mending helps is the cause, and the others are told beside it."""
    context = getattr(certificates, name)
    found = await imap_over_tls(certificates, REFUSED, SEEN, context=context)
    assert (found.cause, found.also) == told


@pytest.mark.parametrize(
    ("greeting", "cause", "also"),
    [
        (
            b"+OK POP3 ready",
            Cause.PROTO_WRONG_SERVICE,
            (Cause.TLS_HOSTNAME_MISMATCH, Cause.TLS_CERTIFICATE_EXPIRED),
        ),
        (
            b"* BYE This server has been retired",
            Cause.SERVER_REFUSED,
            (Cause.TLS_HOSTNAME_MISMATCH, Cause.TLS_CERTIFICATE_EXPIRED),
        ),
        (
            b"* BYE [UNAVAILABLE] Down for maintenance",
            Cause.TLS_HOSTNAME_MISMATCH,
            (Cause.TLS_CERTIFICATE_EXPIRED, Cause.SERVER_UNAVAILABLE),
        ),
        (
            b"* OK ready",
            Cause.TLS_HOSTNAME_MISMATCH,
            (Cause.TLS_CERTIFICATE_EXPIRED,),
        ),
    ],
)
async def test_what_stands_behind_a_bad_certificate(
    certificates: Certificates, greeting: bytes, cause: Cause, also: tuple[Cause, ...]
) -> None:
    """No certificate mends a server that is the wrong one; all else is told beside it."""
    second = SEEN + Script().send(greeting)
    context = certificates.expired_other_name
    found = await imap_over_tls(certificates, REFUSED, second, context=context)
    assert (found.cause, found.also) == (cause, also)
    assert failed_steps(found) == [StepName.TLS]


async def test_passwords_are_not_taken_behind_a_bad_certificate(
    certificates: Certificates,
) -> None:
    """Whoever mends the certificate would meet it next."""
    greeting = b"* OK [CAPABILITY IMAP4rev1 LOGINDISABLED AUTH=XOAUTH2] ready"
    scripts = (REFUSED, SEEN + Script().send(greeting))
    async with scripted_server(*scripts, context=certificates.expired) as server:
        plan = Plan((target(Protocol.IMAP, server.port),), ca_file=certificates.ca_file)
        (found,) = await results(plan)
    assert found.cause is Cause.TLS_CERTIFICATE_EXPIRED
    assert found.also == (Cause.AUTH_OAUTH_REQUIRED,)


async def test_the_chain_is_told(certificates: Certificates) -> None:
    """As it was sent, whether it was taken or not."""
    good = await imap_over_tls(certificates, SEEN + IMAP)
    assert [certificate.names for certificate in good.facts.chain] == [(HOST, "127.0.0.1", "::1")]
    context = certificates.expired_intermediate
    bad = await imap_over_tls(certificates, REFUSED, SEEN, context=context)
    subjects = [certificate.subject for certificate in bad.facts.chain]
    assert subjects == [f"CN={HOST}", "CN=Old Intermediate"]


async def test_a_chain_that_cannot_be_read_leaves_the_first_guess(
    certificates: Certificates,
) -> None:
    """When the second look fails, the number that the library gave still says most."""
    found = await imap_over_tls(
        certificates, REFUSED, Script().reset(), context=certificates.untrusted
    )
    assert (found.cause, found.facts.certificate) == (Cause.TLS_UNTRUSTED_ISSUER, None)


async def test_a_chain_for_which_nobody_connects(certificates: Certificates) -> None:
    """The second look may not even get a connection."""
    calls = 0

    async def once(address: IPAddress, port: int) -> Channel:
        nonlocal calls
        calls += 1
        if calls > 1:
            raise ConnectionRefusedError(errno.ECONNREFUSED, "told to")
        return await dial(address, port)

    async with scripted_server(REFUSED, context=certificates.expired) as server:
        plan = Plan((target(Protocol.IMAP, server.port),), ca_file=certificates.ca_file)
        (found,) = await results(plan, dial=once)
    assert (found.cause, found.facts.certificate) == (Cause.TLS_CERTIFICATE_EXPIRED, None)


async def test_an_outdated_certificate_is_named(certificates: Certificates) -> None:
    """The one that is out of date is told, which need not be the server's own."""
    context = certificates.expired_intermediate
    found = await imap_over_tls(certificates, REFUSED, SEEN, context=context)
    (step,) = (step for step in found.steps if step.outcome is Outcome.FAILED)
    assert step.detail is not None
    assert step.detail.code == ConnectionDetail.CERTIFICATE_OUTDATED
    assert step.detail.values == {
        "subject": "CN=Old Intermediate",
        "not_before": "2001-01-01",
        "not_after": "2020-01-31",
    }


async def test_the_names_of_another_host_are_shown(certificates: Certificates) -> None:
    """Whoever has the wrong host name sees which names would be right."""
    found = await imap_over_tls(certificates, REFUSED, SEEN, context=certificates.other_name)
    assert found.facts.certificate is not None
    assert found.facts.certificate.names == (OTHER_HOST, f"*.{OTHER_HOST}")


async def test_a_certificate_that_expires_soon(certificates: Certificates) -> None:
    """It is good, and worth a warning."""
    clock = MovedClock(datetime.now(UTC))
    context = certificates.expires_soon
    found = await imap_over_tls(certificates, SEEN + IMAP, context=context, clock=clock)
    assert (found.ok, found.warnings) == (True, (Warn.CERTIFICATE_EXPIRES_SOON,))


def old_tls(certificates: Certificates) -> ssl.SSLContext:
    """A server that knows nothing newer than TLS 1.1."""
    context = certificates.another_good()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = ssl.TLSVersion.TLSv1_1
    context.set_ciphers("ALL:@SECLEVEL=0")
    return context


def no_common_cipher(certificates: Certificates) -> ssl.SSLContext:
    """A server with ciphers for another kind of key than its own."""
    context = certificates.another_good()
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers("ECDHE-RSA-AES128-GCM-SHA256")
    return context


def asks_for_certificate(certificates: Certificates, version: ssl.TLSVersion) -> ssl.SSLContext:
    """A server that serves only those who have a certificate too."""
    context = certificates.another_good()
    context.maximum_version = version
    context.verify_mode = ssl.CERT_REQUIRED
    return context


async def test_nothing_newer_than_tls_1_1(certificates: Certificates) -> None:
    """The server's alert, 70, says so."""
    found = await imap_over_tls(certificates, REFUSED, context=old_tls(certificates))
    assert found.cause is Cause.TLS_OLD_PROTOCOL


async def test_a_server_that_answers_with_tls_1_1(certificates: Certificates) -> None:
    """One that takes no notice of what we offer is known by the version in its answer."""
    hello = b"\x02\0\0\x26\x03\x02" + bytes(32) + b"\0\xc0\x09\0"
    record = b"\x16\x03\x02" + len(hello).to_bytes(2, "big") + hello
    found = await imap_over_tls(certificates, Script().raw(record).silence())
    assert found.cause is Cause.TLS_OLD_PROTOCOL


async def test_no_cipher_in_common(certificates: Certificates) -> None:
    """The alert's number is told."""
    found = await imap_over_tls(certificates, REFUSED, context=no_common_cipher(certificates))
    assert found.cause is Cause.TLS_HANDSHAKE_FAILED
    (step,) = (step for step in found.steps if step.outcome is Outcome.FAILED)
    assert step.detail is not None
    assert step.detail.values == {"alert": "40"}


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
async def test_a_server_that_asks_for_a_certificate(
    certificates: Certificates, version: ssl.TLSVersion
) -> None:
    """It is told although TLS 1.2 and 1.3 refuse at different places."""
    context = asks_for_certificate(certificates, version)
    found = await imap_over_tls(certificates, REFUSED, context=context)
    assert found.cause is Cause.TLS_CLIENT_CERTIFICATE_REQUIRED


@pytest.mark.parametrize(
    ("words", "cause", "service"),
    [
        (b"* OK ready\r\n", Cause.PROTO_PLAINTEXT_EXPECTED, "imap"),
        (b"* BYE too busy\r\n", Cause.PROTO_PLAINTEXT_EXPECTED, "imap"),
        (b"+OK ready\r\n", Cause.PROTO_WRONG_SERVICE, "pop3"),
        (b"220 mail.example ESMTP\r\n", Cause.PROTO_WRONG_SERVICE, "smtp"),
        (b"220 ftp.example FTP server\r\n", Cause.PROTO_WRONG_SERVICE, "ftp"),
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", Cause.PROTO_WRONG_SERVICE, "http"),
        (b"SSH-2.0-Example\r\n", Cause.PROTO_WRONG_SERVICE, "ssh"),
        ("ようこそ\r\n".encode(), Cause.PROTO_MALFORMED, "unknown"),
        (b"\x16", Cause.PROTO_MALFORMED, "unknown"),
        (b"x", Cause.PROTO_MALFORMED, "unknown"),
    ],
)
async def test_plain_words_instead_of_tls(
    certificates: Certificates, words: bytes, cause: Cause, service: str
) -> None:
    """The first bytes tell which service it is."""
    found = await imap_over_tls(certificates, Script().raw(words).close())
    assert (found.cause, failed_steps(found)) == (cause, [StepName.TLS])
    (step,) = (step for step in found.steps if step.outcome is Outcome.FAILED)
    assert step.detail is not None
    assert step.detail.values == {"service": service}


@pytest.mark.parametrize(
    ("second", "cause"),
    [
        (Script().send(b"* OK ready"), Cause.PROTO_PLAINTEXT_EXPECTED),
        (Script().send(b"+OK ready"), Cause.PROTO_WRONG_SERVICE),
        (Script().send(b"ready"), Cause.NET_RESET),
        (Script().close(), Cause.NET_RESET),
        (Script().reset(), Cause.NET_RESET),
        (Script().silence(), Cause.NET_RESET),
    ],
)
@pytest.mark.parametrize("first", [Script().close(), Script().reset()])
async def test_a_server_that_hangs_up_on_tls(
    certificates: Certificates, first: Script, second: Script, cause: Cause
) -> None:
    """A second look hears whether it would have greeted in plain words."""
    found = await imap_over_tls(certificates, first, second)
    assert (found.cause, failed_steps(found)) == (cause, [StepName.TLS])


@pytest.mark.parametrize("words", [b"", b"\x16\x03", b"\x16\x03\x03\x10\x00"])
async def test_a_handshake_that_never_ends(certificates: Certificates, words: bytes) -> None:
    """Patience ends when the clock says so."""
    found = await imap_over_tls(certificates, Script().raw(words).silence())
    assert (found.cause, failed_steps(found)) == (Cause.PROTO_SILENT, [StepName.TLS])


async def test_an_endless_handshake(certificates: Certificates) -> None:
    """Records without end are left, however fast they come."""
    warning = b"\x16\x03\x03\x40\x00" + b"\x0b\xff\xff\xff" + bytes(0x4000 - 4)
    script = Script().raw(warning * 64)
    found = await imap_over_tls(certificates, script)
    assert found.cause in {Cause.TLS_HANDSHAKE_FAILED, Cause.NET_RESET}


async def test_starttls(certificates: Certificates) -> None:
    """Capabilities are asked for again, and the certificate is known."""
    script = SUBMISSION + SEEN + ENCRYPTED_SUBMISSION
    found = await submission_with_starttls(certificates, script)
    assert found.ok, outcomes(found)
    assert found.facts.mechanisms == ("PLAIN",)
    assert found.facts.certificate is not None
    assert found.warnings == ()


async def test_words_before_the_handshake(certificates: Certificates) -> None:
    """What a server has slipped in behind its reply is neither read nor dropped, but told."""
    script = dialogue(
        """
        S: 220 mail.example ESMTP
        C: /EHLO .*/
        S: 250-mail.example
        S: 250 STARTTLS
        C: STARTTLS
        """
    ).raw(b"220 go ahead\r\n250 AUTH PLAIN\r\n")
    found = await submission_with_starttls(certificates, script)
    assert (found.cause, failed_steps(found)) == (
        Cause.TLS_STARTTLS_INJECTION,
        [StepName.STARTTLS],
    )


@pytest.mark.parametrize(
    ("words", "cause"),
    [
        (b"250 AUTH PLAIN\r\n", Cause.TLS_STARTTLS_INJECTION),
        (b"454 4.7.0 TLS not available\r\n", Cause.TLS_STARTTLS_FAILED),
        (b"554 5.5.1 no\r\n", Cause.TLS_STARTTLS_FAILED),
    ],
)
async def test_words_instead_of_the_handshake(
    certificates: Certificates, words: bytes, cause: Cause
) -> None:
    """A refusal that comes late is told apart from words that do not belong there."""
    script = SUBMISSION.hear().raw(words)
    found = await submission_with_starttls(certificates, script)
    assert (found.cause, failed_steps(found)) == (cause, [StepName.STARTTLS])


@pytest.mark.parametrize(
    ("lines", "cause"),
    [
        ("S: 250 SIZE 1000", Cause.TLS_STARTTLS_MISSING),
        ("S: 250 STARTTLS\nC: STARTTLS\nS: 454 4.7.0 not now", Cause.TLS_STARTTLS_FAILED),
    ],
)
async def test_no_starttls(certificates: Certificates, lines: str, cause: Cause) -> None:
    """Not offered, and offered but refused."""
    script = dialogue(f"S: 220 mail.example ESMTP\nC: /EHLO .*/\nS: 250-mail.example\n{lines}")
    found = await submission_with_starttls(certificates, script)
    assert (found.cause, failed_steps(found)) == (cause, [StepName.STARTTLS])


async def test_plain_words_to_a_port_that_waits_for_tls(certificates: Certificates) -> None:
    """A server that does not greet is looked at with TLS; it need not be waited for to the end."""
    clock = MovedClock()
    scripts = (Script().silence(), SEEN)
    found = await submission_with_starttls(certificates, *scripts, clock=clock)
    assert (found.cause, failed_steps(found)) == (Cause.PROTO_TLS_EXPECTED, [StepName.GREETING])
    assert clock.seconds() < 10


async def test_plain_words_to_a_port_with_a_bad_certificate(certificates: Certificates) -> None:
    """That it waits for TLS is told, whatever its certificate is worth."""
    scripts = (Script().silence(), SEEN)
    found = await submission_with_starttls(certificates, *scripts, context=certificates.expired)
    assert found.cause is Cause.PROTO_TLS_EXPECTED


async def test_a_web_server_waits_for_us_to_speak(certificates: Certificates) -> None:
    """What it says to the look with TLS tells that it is none of ours."""
    scripts = (Script().silence(), Script().raw(b"HTTP/1.1 400 Bad Request\r\n"))
    found = await submission_with_starttls(certificates, *scripts)
    assert (found.cause, failed_steps(found)) == (Cause.PROTO_WRONG_SERVICE, [StepName.GREETING])


async def test_a_slow_greeting(certificates: Certificates) -> None:
    """A server that is only slow is waited for, and warned of."""
    slow = Script().silence(7) + SUBMISSION + SEEN + ENCRYPTED_SUBMISSION
    found = await submission_with_starttls(certificates, slow, Script().close())
    assert (found.ok, found.warnings) == (True, (Warn.SLOW,)), outcomes(found)


async def test_a_tls_alert_in_answer_to_plain_words(certificates: Certificates) -> None:
    """A greeting that is a TLS record says what the port wants."""
    found = await submission_with_starttls(
        certificates, Script().raw(b"\x15\x03\x01\x00\x02\x02\x46")
    )
    assert (found.cause, failed_steps(found)) == (Cause.PROTO_TLS_EXPECTED, [StepName.GREETING])
