"""Which other settings are worth a try."""

from __future__ import annotations

from datetime import date

import pytest

from connectors.instead.settings import (
    CERTIFICATE_NAMES_LIMIT,
    OTHER_HOST_HELPS,
    OTHER_MODE_HELPS,
    SETTINGS_LIMIT,
    USUAL_NAMES_HELP,
    Failed,
    other_settings,
)
from connectors.model import Protocol, Security, Target
from knowledge.causes import Cause
from knowledge.providers import Provider, Providers, Server, UserForm

IMAP, POP3, SMTP = Protocol.IMAP, Protocol.POP3, Protocol.SMTP
TLS, STARTTLS, NONE = Security.TLS, Security.STARTTLS, Security.NONE
ADDRESS = "taro@example.com"
NOBODY = Providers(())


def server(protocol: Protocol, host: str, port: int, user: UserForm = UserForm.ADDRESS) -> Server:
    """A server of a provider's."""
    return Server(protocol, host, port, TLS, user, ("password",))


PROVIDER = Provider(
    id="example",
    names={},
    domains=("example.com",),
    mx=(),
    servers=(
        server(IMAP, "imap.provider.example", 993, UserForm.LOCAL_PART),
        server(IMAP, "{local}.{domain}", 10993),
        server(SMTP, "smtp.provider.example", 465),
    ),
    state="open",
    notes=(),
    wrong_hosts=("imap.wrong.example",),
    sources=(),
    checked=date(2026, 11, 26),
)
KNOWN = Providers((PROVIDER,))


def target(
    port: int = 993,
    security: Security = TLS,
    protocol: Protocol = IMAP,
    host: str = "mail.example.org",
) -> Target:
    """Settings that do not work."""
    return Target(protocol, host, port, security, ADDRESS)


def modes(targets: tuple[Target, ...]) -> list[str]:
    """Host, port and encryption of each."""
    return [f"{one.host}:{one.port} {one.security}" for one in targets]


@pytest.mark.parametrize(
    ("port", "security", "protocol", "found"),
    [
        (993, TLS, IMAP, ["143 starttls"]),
        (993, STARTTLS, IMAP, ["993 tls", "143 starttls"]),
        (143, TLS, IMAP, ["143 starttls", "993 tls"]),
        (143, STARTTLS, IMAP, ["993 tls"]),
        (143, NONE, IMAP, ["143 starttls", "993 tls"]),
        (110, STARTTLS, POP3, ["995 tls"]),
        (587, TLS, SMTP, ["587 starttls", "465 tls"]),
        (587, STARTTLS, SMTP, ["465 tls"]),
        (25, STARTTLS, SMTP, ["465 tls", "587 starttls"]),
        (10143, TLS, IMAP, ["10143 starttls", "993 tls", "143 starttls"]),
        (10143, NONE, IMAP, ["10143 tls", "10143 starttls", "993 tls", "143 starttls"]),
    ],
)
def test_the_same_server_in_other_ways(
    port: int, security: Security, protocol: Protocol, found: list[str]
) -> None:
    """What is usual, and on a port of nobody's the other encryption; never none."""
    failed = Failed(target(port, security, protocol), Cause.TLS_STARTTLS_FAILED)
    assert modes(other_settings(failed, NOBODY)) == [f"mail.example.org:{one}" for one in found]


def test_a_name_that_does_not_exist() -> None:
    """No port of it can; the usual names of the address's domain may."""
    failed = Failed(target(), Cause.DNS_NO_SUCH_HOST, ADDRESS)
    found = modes(other_settings(failed, NOBODY))
    assert found[:2] == ["imap.example.com:993 tls", "imap.example.com:143 starttls"]
    assert not [one for one in found if "example.org" in one]
    assert not other_settings(Failed(target(), Cause.DNS_NO_SUCH_HOST), NOBODY)


def test_what_the_facts_say_comes_first() -> None:
    """With the user name that the provider wants."""
    failed = Failed(target(), Cause.NET_TIMEOUT, ADDRESS)
    first, second, *_ = other_settings(failed, KNOWN)
    assert modes((first, second)) == [
        "imap.provider.example:993 tls",
        "taro.example.com:10993 tls",
    ]
    assert (first.user, first.source, first.trusted) == ("taro", "known", True)


@pytest.mark.parametrize("host", ["imap.wrong.example", "imap.provider.example"])
def test_a_host_tells_the_provider_too(host: str) -> None:
    """Where the address does not; a host that is made of the address needs one."""
    one = target(143, host=host)
    failed = Failed(one, Cause.NET_TIMEOUT, "")
    found = other_settings(failed, KNOWN)
    assert modes(found)[0] == "imap.provider.example:993 tls"
    assert not [one for one in found if "{" in one.host]


def test_servers_that_somebody_named() -> None:
    """Before the usual ones, if anybody vouches for them."""
    named = Target(IMAP, "other.example.com", 143, STARTTLS, ADDRESS, "srv")
    strange = Target(IMAP, "strange.example", 993, TLS, ADDRESS, "autoconfig", trusted=False)
    sending = Target(SMTP, "smtp.example.com", 465, TLS, ADDRESS, "srv")
    failed = Failed(target(), Cause.NET_TIMEOUT, ADDRESS, candidates=(strange, sending, named))
    found = modes(other_settings(failed, NOBODY))
    assert found[0] == "other.example.com:143 starttls"
    assert not [one for one in found if "strange" in one or "smtp" in one]


def test_names_of_the_certificate() -> None:
    """Without stars and addresses, and few: a shared server's has a hundred."""
    names = ("*.hoster.example", "127.0.0.1", "::1", *(f"sv{n}.hoster.example" for n in range(9)))
    failed = Failed(target(), Cause.TLS_HOSTNAME_MISMATCH, "", names)
    found = other_settings(failed, NOBODY)
    assert [one.host for one in found] == [
        f"sv{n}.hoster.example" for n in range(CERTIFICATE_NAMES_LIMIT)
    ]
    assert {(one.port, one.source) for one in found} == {(993, "certificate")}


def test_there_are_not_too_many() -> None:
    """However many names there are."""
    candidates = tuple(target(host=f"mail{n}.example.com") for n in range(99))
    failed = Failed(target(), Cause.NET_TIMEOUT, ADDRESS, candidates=candidates)
    assert len(other_settings(failed, KNOWN)) == SETTINGS_LIMIT


def test_mechanisms_that_do_not_suit_are_no_fault_of_the_port() -> None:
    """Only a port that offers no login at all is not for it."""
    cause = Cause.AUTH_NO_COMMON_MECHANISM
    assert not other_settings(Failed(target(), cause, mechanisms=("GSSAPI",)), NOBODY)
    assert other_settings(Failed(target(), cause), NOBODY)


@pytest.mark.parametrize("cause", Cause)
def test_only_where_settings_can_be_the_cause(cause: Cause) -> None:
    """A certificate that has expired, a mailbox that is full: no other port mends them."""
    found = other_settings(Failed(target(), cause, ADDRESS), KNOWN)
    assert bool(found) == (cause in OTHER_HOST_HELPS | OTHER_MODE_HELPS)
    usual = [one for one in found if one.source == "guess"]
    assert bool(usual) == (cause in USUAL_NAMES_HELP)
    assert (cause.stage in ("check", "mailbox", "send", "client", "ok")) <= (not found)
