"""A scene for every cause that a live check can meet: what the server does, as short as it can be.

``SCENES`` maps a cause to its scene; ``PASTED`` are the causes that no check can meet.
"""

from __future__ import annotations

import asyncio
import errno
import re
import ssl
import warnings
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace

from connectors.lookup.discover import discover
from connectors.lookup.dns import Resolver
from connectors.model import CheckResult, Credentials, Protocol, Security, Target
from connectors.policy import Policy
from connectors.steps import IPAddress, Plan
from connectors.wire.channel import Channel
from connectors.wire.connect import Dial, dial
from knowledge.causes import Cause
from knowledge.providers import Providers
from tests.connectors.checking import ADDRESS, LOOPBACK, PASSWORD, Names, begin, target
from tests.connectors.conversations import ANY_AUTH, HEADERS, tagged
from tests.connectors.fake_talk import Behaviour, fakes
from tests.servers.certificates import HOST, Certificates
from tests.servers.dns import Failing, Table, dns_server
from tests.servers.moved_clock import MovedClock
from tests.servers.script import Script
from tests.servers.scripted import scripted_server

IMAP, POP3, SMTP = Protocol.IMAP, Protocol.POP3, Protocol.SMTP
TLS, STARTTLS, NONE = Security.TLS, Security.STARTTLS, Security.NONE

Play = Callable[["Stage"], Awaitable[Cause]]


@dataclass(frozen=True)
class Scene:
    """How a cause is met: ``words`` say what the server does, ``play`` does it."""

    words: str
    play: Play


@dataclass
class Stage:
    """Where scenes are played."""

    certificates: Certificates

    async def check(
        self,
        *scripts: Script,
        protocol: Protocol = IMAP,
        security: Security = TLS,
        context: ssl.SSLContext | None = None,
        change: Callable[[Plan], Plan] = lambda plan: plan,
        token: bool = False,
    ) -> CheckResult:
        """The result of a check of a server that plays these scripts."""
        clock = MovedClock()
        context = context or self.certificates.good
        async with scripted_server(*scripts, context=context, clock=clock) as server:
            plan = self.plan(target(protocol, server.port, security))
            return await only(change(plan), clock, token=token)

    def plan(self, *targets: Target) -> Plan:
        """A plan that trusts the tests' authority."""
        return Plan(targets, ADDRESS, ca_file=self.certificates.ca_file)


async def only(
    plan: Plan,
    clock: MovedClock | None = None,
    *,
    names: Names | Resolver = LOOPBACK,
    dialled: Dial = dial,
    policy: Policy | None = None,
    token: bool = False,
) -> CheckResult:
    """The result of a check of one target."""
    progress = begin(
        plan,
        clock or MovedClock(),
        credentials=Credentials(PASSWORD, is_token=token),
        names=names,
        dial=dialled,
        policy=policy,
    )
    found = [one async for one in progress if isinstance(one, CheckResult)]
    return found[0]


# Names


def looked_up(words: str, host: str, table: Table) -> Scene:
    """A scene of a resolver's."""

    async def play(stage: Stage) -> Cause:
        async with dns_server(table) as server:
            plan = stage.plan(target(IMAP, 993, host=host))
            return (await only(plan, names=Resolver(server.where))).cause

    return Scene(words, play)


def discovered(words: str, table: Table) -> Scene:
    """A scene of the search for an address's servers."""

    async def play(stage: Stage) -> Cause:
        async with dns_server(table) as server:
            found = await discover(
                "taro@example.test", providers=Providers(()), resolver=Resolver(server.where)
            )
            return found.cause

    return Scene(words, play)


# The network


def unreachable(words: str, code: int, port: int = 993) -> Scene:
    """A scene of the system's, which cannot connect."""

    async def refuse(address: IPAddress, port: int) -> Channel:
        raise OSError(code, "told to")

    async def play(stage: Stage) -> Cause:
        return (await only(stage.plan(target(IMAP, port)), dialled=refuse)).cause

    return Scene(words, play)


def filtered(words: str, port: int, *, answers: tuple[int, ...] = ()) -> Scene:
    """A scene of a firewall's, which swallows what is sent to all ports but these."""

    async def play(stage: Stage) -> Cause:
        clock = MovedClock()

        async def swallow(address: IPAddress, port: int) -> Channel:
            if port in answers:
                return Nobody()
            asyncio.get_running_loop().call_later(0, clock.move, 11.0)
            await asyncio.Event().wait()
            raise AssertionError("it has happened")

        plan = replace(stage.plan(target(SMTP, port, STARTTLS)), seconds=60.0)
        return (await only(plan, clock, dialled=swallow)).cause

    return Scene(words, play)


class Nobody:
    """A connection at whose end nobody speaks."""

    async def read(self) -> bytes:
        await asyncio.Event().wait()
        return b""

    async def write(self, data: bytes) -> None:
        return

    def close(self) -> None:
        return


async def _ipv6_broken(stage: Stage) -> Cause:
    good = SEEN + Script().send(CAPABLE)
    async with (
        scripted_server(Script().reset(), Script().close(), host="::1") as ill,
        scripted_server(good, context=stage.certificates.good) as well,
    ):

        async def by_family(address: IPAddress, port: int) -> Channel:
            return await dial(address, ill.port if address.version == 6 else well.port)

        names = Names({HOST: ("::1", "127.0.0.1")})
        plan = stage.plan(target(IMAP, 993))
        return (await only(plan, names=names, dialled=by_family)).cause


# Conversations

SEEN = Script().starttls()
CAPABLE = b"* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN AUTH=XOAUTH2 SASL-IR] ready"
IMAP_BEGUN = SEEN + Script().send(CAPABLE)
IMAP_IN = IMAP_BEGUN.answer(tagged(b"TAG OK [CAPABILITY IMAP4rev1] welcome"))
POP3_BEGUN = (
    (SEEN + Script().send(b"+OK ready")).expect(b"CAPA").send(b"+OK", b"USER", b"TOP", b".")
)
POP3_NAMED = POP3_BEGUN.expect(re.compile(rb"USER \S+")).send(b"+OK")
SMTP_GREETED = SEEN + Script().send(b"220 mail.example ESMTP")
SMTP_BEGUN = SMTP_GREETED.expect(re.compile(rb"EHLO \S+")).send(b"250-hi", b"250 AUTH PLAIN")
SMTP_IN = SMTP_BEGUN.expect(ANY_AUTH).send(b"235 2.7.0 welcome")
SMTP_FROM = SMTP_IN.expect(re.compile(rb"MAIL FROM:.*"))
SMTP_TO = SMTP_FROM.send(b"250 2.1.0 ok").expect(re.compile(rb"RCPT TO:.*"))
SMTP_SENDING = SMTP_TO.send(b"250 2.1.5 ok").expect(b"DATA").send(b"354 go ahead")


def said(words: str, script: Script, protocol: Protocol = IMAP, *, token: bool = False) -> Scene:
    """A scene in which a server says something over TLS."""

    async def play(stage: Stage) -> Cause:
        return (await stage.check(script, protocol=protocol, token=token)).cause

    return Scene(words, play)


def imap_login(reply: str, *, token: bool = False) -> Scene:
    """IMAP's answer to a login."""
    script = IMAP_BEGUN.answer(tagged(b"TAG " + reply.encode()))
    return said(f"IMAP, login: `{reply}`", script, token=token)


def imap_examine(reply: str) -> Scene:
    """IMAP's answer to the wish to see the inbox."""
    script = IMAP_IN.answer(tagged(b"TAG " + reply.encode()))
    return said(f"IMAP, EXAMINE: `{reply}`", script)


def pop3_login(reply: str) -> Scene:
    """POP3's answer to a password."""
    script = POP3_NAMED.expect(re.compile(rb"PASS .*")).send(reply.encode())
    return said(f"POP3, PASS: `{reply}`", script, POP3)


def smtp(stage: str, script: Script, reply: str) -> Scene:
    """A submission server's answer."""
    return said(f"SMTP, {stage}: `{reply}`", script.send(reply.encode()), SMTP)


def sender(reply: str) -> Scene:
    """The answer to the sender."""
    return smtp("MAIL", SMTP_FROM, reply)


def recipient(reply: str) -> Scene:
    """The answer to the recipient."""
    return smtp("RCPT", SMTP_TO, reply)


def message(reply: str) -> Scene:
    """The answer to a test message."""

    async def play(stage: Stage) -> Cause:
        script = SMTP_SENDING.message(lambda _: reply.encode() + b"\r\n")
        sending = await stage.check(
            script, protocol=SMTP, change=lambda plan: replace(plan, send_test=True)
        )
        return sending.cause

    return Scene(f"SMTP, the test message: `{reply}`", play)


def in_clear(
    words: str, *scripts: Script, protocol: Protocol = SMTP, security: Security = STARTTLS
) -> Scene:
    """A scene that begins without encryption."""

    async def play(stage: Stage) -> Cause:
        found = await stage.check(
            *scripts,
            protocol=protocol,
            security=security,
            change=lambda plan: replace(plan, login_in_clear=security is NONE),
        )
        return found.cause

    return Scene(words, play)


def certificate(words: str, name: str) -> Scene:
    """A scene with a bad certificate."""

    async def play(stage: Stage) -> Cause:
        context = getattr(stage.certificates, name)
        return (await stage.check(REFUSED, SEEN, context=context)).cause

    return Scene(words, play)


REFUSED = Script().starttls(refused=True)


def shaken(words: str, made: Callable[[ssl.SSLContext], None]) -> Scene:
    """A scene in which no agreement on encryption is reached."""

    async def play(stage: Stage) -> Cause:
        context = stage.certificates.another_good()
        made(context)
        return (await stage.check(REFUSED, context=context)).cause

    return Scene(words, play)


def _only_tls_1_1(context: ssl.SSLContext) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = ssl.TLSVersion.TLSv1_1
    context.set_ciphers("ALL:@SECLEVEL=0")


def _no_cipher(context: ssl.SSLContext) -> None:
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers("ECDHE-RSA-AES128-GCM-SHA256")


def _wants_certificate(context: ssl.SSLContext) -> None:
    context.verify_mode = ssl.CERT_REQUIRED


# The check itself


async def _not_allowed(stage: Stage) -> Cause:
    plan = stage.plan(target(IMAP, 993, host="127.0.0.1"))
    names = Names({"127.0.0.1": ("127.0.0.1",)})
    return (await only(plan, names=names, policy=Policy.public())).cause


async def _cancelled(stage: Stage) -> Cause:
    clock = MovedClock()

    async def hang() -> None:
        for _ in range(100):
            await asyncio.sleep(0)
        clock.move(31.0)

    behaviours = {IMAP: Behaviour(in_login=hang), POP3: Behaviour(in_login=hang)}
    quiet = Script().starttls().hear()
    async with scripted_server(quiet, quiet, context=stage.certificates.good) as server:
        plan = stage.plan(*(target(protocol, server.port) for protocol in behaviours))
        progress = begin(plan, clock, talks=fakes(behaviours))
        found = {one.cause async for one in progress if isinstance(one, CheckResult)}
    return Cause.CHECK_CANCELLED if Cause.CHECK_CANCELLED in found else next(iter(found))


async def _plaintext_expected(stage: Stage) -> Cause:
    return (await stage.check(Script().send(b"* OK ready").close())).cause


GREETING = Script().send(b"220 mail.example ESMTP").expect(re.compile(rb"EHLO \S+"))
OFFERED = GREETING.send(b"250-hi", b"250 STARTTLS").expect(b"STARTTLS")

SCENES: Mapping[Cause, Scene] = {
    Cause.CHECK_NOT_ALLOWED: Scene("asked by a stranger: the host `127.0.0.1`", _not_allowed),
    Cause.CHECK_BUDGET_SPENT: unreachable("no socket is left (`ENOBUFS`)", errno.ENOBUFS),
    Cause.CHECK_CANCELLED: Scene("the time is over while another login runs", _cancelled),
    Cause.CHECK_NO_SETTINGS_FOUND: discovered(
        "the domain has an address and nothing else", {"example.test": {"A": ["127.0.0.9"]}}
    ),
    Cause.DNS_NO_SUCH_HOST: looked_up("NXDOMAIN", "no.example", {}),
    Cause.DNS_NO_ADDRESS: looked_up(
        "neither A nor AAAA", "text.example", {"text.example": {"TXT": ["x"]}}
    ),
    Cause.DNS_FAILURE: looked_up(
        "SERVFAIL", "broken.example", {"broken.example": Failing.SERVFAIL}
    ),
    Cause.DNS_NO_MAIL_SERVICE: discovered(
        "a null MX, and SRV records to `.`",
        {
            "example.test": {"MX": ["0 ."]},
            **{
                f"_{service}._tcp.example.test": {"SRV": ["0 0 0 ."]}
                for service in ("imaps", "imap", "pop3s", "pop3", "submissions", "submission")
            },
        },
    ),
    Cause.NET_REFUSED: unreachable("`ECONNREFUSED`", errno.ECONNREFUSED),
    Cause.NET_TIMEOUT: filtered("nothing answers in time", 587),
    Cause.NET_UNREACHABLE: unreachable("`EHOSTUNREACH`", errno.EHOSTUNREACH),
    Cause.NET_RESET: said("cut off behind the handshake", SEEN.reset()),
    Cause.NET_PORT25_BLOCKED: filtered("port 25 is silent, port 587 answers", 25, answers=(587,)),
    Cause.NET_IPV6_BROKEN: Scene("reset by IPv6, well by IPv4", _ipv6_broken),
    Cause.PROTO_TLS_EXPECTED: in_clear(
        "no greeting, and TLS answers", Script().silence(), Script().starttls()
    ),
    Cause.PROTO_PLAINTEXT_EXPECTED: Scene(
        "a greeting in answer to a handshake", _plaintext_expected
    ),
    Cause.PROTO_WRONG_SERVICE: said("IMAP is asked for: `+OK ready`", SEEN.send(b"+OK ready")),
    Cause.PROTO_SILENT: said("no greeting behind the handshake", SEEN.silence()),
    Cause.PROTO_MALFORMED: said("IMAP, greeting: `ready`", SEEN.send(b"ready")),
    Cause.SERVER_REFUSED: smtp("greeting", SEEN, "554 no SMTP service here"),
    Cause.SERVER_UNAVAILABLE: smtp("greeting", SEEN, "421 4.3.2 going down for maintenance"),
    Cause.SERVER_TOO_MANY_CONNECTIONS: smtp(
        "greeting", SEEN, "421 4.7.0 too many connections from your address"
    ),
    Cause.SERVER_IDLE_TIMEOUT: said(
        "IMAP, CAPABILITY: `* BYE Autologout; idle for too long`",
        (SEEN + Script().send(b"* OK ready"))
        .answer(tagged(b"* BYE Autologout; idle for too long"))
        .close(),
    ),
    Cause.SERVER_OUT_OF_SPACE: sender("452 4.3.1 Insufficient system storage"),
    Cause.TLS_CERTIFICATE_EXPIRED: certificate("expired", "expired"),
    Cause.TLS_CERTIFICATE_NOT_YET_VALID: certificate("not yet valid", "not_yet_valid"),
    Cause.TLS_HOSTNAME_MISMATCH: certificate("for another name", "other_name"),
    Cause.TLS_SELF_SIGNED: certificate("signed by itself", "self_signed"),
    Cause.TLS_INCOMPLETE_CHAIN: certificate("without its intermediate", "incomplete_chain"),
    Cause.TLS_UNTRUSTED_ISSUER: certificate("by an unknown authority", "untrusted"),
    Cause.TLS_INTERCEPTED: certificate("issued by an antivirus program", "intercepted"),
    Cause.TLS_OLD_PROTOCOL: shaken("TLS 1.1 and nothing newer", _only_tls_1_1),
    Cause.TLS_HANDSHAKE_FAILED: shaken("no cipher suite in common", _no_cipher),
    Cause.TLS_CLIENT_CERTIFICATE_REQUIRED: shaken("asks for our certificate", _wants_certificate),
    Cause.TLS_STARTTLS_MISSING: in_clear("EHLO without STARTTLS", GREETING.send(b"250 SIZE 1000")),
    Cause.TLS_STARTTLS_FAILED: in_clear(
        "STARTTLS: `454 4.7.0 TLS not available`", OFFERED.send(b"454 4.7.0 TLS not available")
    ),
    Cause.TLS_STARTTLS_INJECTION: in_clear(
        "words behind `220 go ahead`", OFFERED.raw(b"220 go ahead\r\n250 AUTH PLAIN\r\n")
    ),
    Cause.AUTH_WRONG_CREDENTIALS: imap_login("NO [AUTHENTICATIONFAILED] Invalid credentials"),
    Cause.AUTH_APP_PASSWORD_REQUIRED: imap_login(
        "NO [ALERT] Application-specific password required"
    ),
    Cause.AUTH_OAUTH_REQUIRED: said(
        "IMAP offers XOAUTH2 alone",
        SEEN + Script().send(b"* OK [CAPABILITY IMAP4rev1 AUTH=XOAUTH2] ready"),
    ),
    Cause.AUTH_TOKEN_REJECTED: imap_login("NO AUTHENTICATE failed.", token=True),
    Cause.AUTH_PROTOCOL_DISABLED: imap_login("NO IMAP access is disabled for this account"),
    Cause.AUTH_TLS_REQUIRED: in_clear(
        "IMAP without TLS offers LOGINDISABLED",
        Script().send(b"* OK [CAPABILITY IMAP4rev1 LOGINDISABLED STARTTLS] ready"),
        protocol=IMAP,
        security=NONE,
    ),
    Cause.AUTH_NO_COMMON_MECHANISM: said(
        "SMTP offers GSSAPI alone",
        SMTP_GREETED.expect(re.compile(rb"EHLO \S+")).send(b"250-hi", b"250 AUTH GSSAPI"),
        SMTP,
    ),
    Cause.AUTH_ACCOUNT_DISABLED: imap_login("NO [CONTACTADMIN] Account is locked"),
    Cause.AUTH_PASSWORD_EXPIRED: imap_login("NO [EXPIRED] Password expired"),
    Cause.AUTH_WEB_LOGIN_REQUIRED: imap_login(
        "NO [WEBALERT https://example.com] Please log in via your web browser"
    ),
    Cause.AUTH_ACCESS_DENIED: imap_login("NO [AUTHORIZATIONFAILED] Not allowed from your country"),
    Cause.AUTH_TOO_MANY_ATTEMPTS: smtp(
        "AUTH", SMTP_BEGUN.expect(ANY_AUTH), "454 4.7.0 Too many login attempts, try again later"
    ),
    Cause.AUTH_TEMPORARY_FAILURE: imap_login("NO [UNAVAILABLE] Authentication is down"),
    Cause.MAILBOX_IN_USE: pop3_login("-ERR [IN-USE] Mailbox is locked by another session"),
    Cause.MAILBOX_OVER_QUOTA: imap_examine("NO [OVERQUOTA] Quota exceeded"),
    Cause.MAILBOX_NOT_FOUND: imap_examine("NO [NONEXISTENT] No such mailbox"),
    Cause.MAILBOX_UNAVAILABLE: imap_examine("NO [SERVERBUG] Internal error occurred"),
    Cause.MAILBOX_ACCESS_DENIED: imap_examine("NO [NOPERM] Permission denied"),
    Cause.MAILBOX_RATE_LIMITED: imap_examine(
        "NO [THROTTLED] Account exceeded command or bandwidth limits"
    ),
    Cause.SEND_AUTH_REQUIRED: sender("530 5.7.0 Authentication required"),
    Cause.SEND_RELAY_DENIED: recipient("554 5.7.1 Relay access denied"),
    Cause.SEND_SENDER_REJECTED: sender("553 5.7.1 Sender address rejected: not owned by user"),
    Cause.SEND_ACCOUNT_SUSPENDED: sender(
        "550 5.1.8 Access denied, bad outbound sender: sending suspended"
    ),
    Cause.SEND_RECIPIENT_UNKNOWN: recipient("550 5.1.1 User unknown"),
    Cause.SEND_RECIPIENT_OVER_QUOTA: recipient("452 4.2.2 Mailbox full"),
    Cause.SEND_RECIPIENT_DISABLED: recipient("550 5.2.1 Mailbox disabled"),
    Cause.SEND_RECIPIENT_RESTRICTED: recipient("550 5.7.133 Sender not authenticated for group"),
    Cause.SEND_DOMAIN_NOT_FOUND: recipient("550 5.1.2 Host or domain name not found"),
    Cause.SEND_MESSAGE_TOO_LARGE: message("552 5.3.4 Message size exceeds fixed limit"),
    Cause.SEND_RATE_LIMITED: recipient("450 4.2.1 Receiving mail at too high a rate"),
    Cause.SEND_GREYLISTED: recipient("450 4.7.1 Greylisted, please try again later"),
    Cause.SEND_CONTENT_REJECTED: message("554 5.7.1 Message rejected as spam"),
    Cause.SEND_MESSAGE_MALFORMED: message("550 5.6.0 Message headers are malformed"),
    Cause.SEND_SENDER_AUTHENTICATION: message("550 5.7.26 SPF and DKIM checks failed"),
    Cause.SEND_IP_BLOCKED: recipient("554 5.7.1 Service unavailable; client host blocked by list"),
    Cause.SEND_HELO_REJECTED: smtp(
        "MAIL", SMTP_FROM, "504 5.5.2 Helo command rejected: need fully-qualified hostname"
    ),
    Cause.SEND_TEMPORARY_FAILURE: sender("451 4.5.0 something went wrong"),
    Cause.SEND_REJECTED: recipient("550 5.0.0 no"),
    Cause.UNKNOWN: smtp("AUTH", SMTP_BEGUN.expect(ANY_AUTH), "554 5.0.0 no"),
}

PASTED = frozenset(
    {
        Cause.CLIENT_NOT_CONFIGURED,
        Cause.CLIENT_PROFILE_BROKEN,
        Cause.CLIENT_TOO_OLD,
        Cause.NET_CANNOT_CONNECT,
        Cause.NOT_AN_ERROR,
        Cause.SEND_DELAYED,
        Cause.SEND_MAIL_LOOP,
        Cause.SEND_TIMED_OUT,
        Cause.TLS_CERTIFICATE_INVALID,
        Cause.TLS_CERTIFICATE_REVOKED,
    }
)
"""Seen only in what people paste."""


async def _all_well(stage: Stage) -> Cause:
    fetched = b"* 1 FETCH (UID 7 RFC822.SIZE 320 FLAGS () BODY[HEADER] {%d}" % len(HEADERS)
    script = (
        IMAP_IN.answer(tagged(b"* 1 EXISTS", b"TAG OK [READ-ONLY] examined"))
        .answer(tagged(fetched + b"\r\n" + HEADERS + b")", b"TAG OK fetched"))
        .answer(tagged(b"* BYE", b"TAG OK bye"))
    )
    return (await stage.check(script)).cause


ALL_WELL = Scene("everything that was asked for", _all_well)
