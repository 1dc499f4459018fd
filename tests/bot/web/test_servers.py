"""Which hosts may be given a password, and how people log in there."""

from __future__ import annotations

import pytest

from bot.core.check_talk import CheckRequest
from bot.web.servers import servers_of
from connectors.lookup.model import Candidate, Discovery
from connectors.model import Protocol, Security, Target
from knowledge.causes import Cause

TARO = "taro@example.com"
IMAP = Target(Protocol.IMAP, "imap.example.com", 993, Security.TLS, TARO, "srv")
SMTP = Target(Protocol.SMTP, "smtp.example.com", 465, Security.TLS, TARO, "srv")
GUESSED = Target(Protocol.IMAP, "mail.else.example", 993, Security.TLS, TARO, "guess", False)
CLEAR = Target(Protocol.POP3, "pop.example.com", 110, Security.NONE, TARO, "known")


def found(*candidates: tuple[Target, tuple[str, ...]]) -> Discovery:
    """What discovery says."""
    servers = tuple(Candidate(target, auth) for target, auth in candidates)
    return Discovery(TARO, "example.com", (), servers, (), None, Cause.OK)


def test_vouched_hosts_may_be_given_a_password() -> None:
    """Each host once, in the order in which they are asked."""
    servers = servers_of(CheckRequest(TARO), found((IMAP, ()), (SMTP, ())))
    assert servers.hosts == ("imap.example.com", "smtp.example.com")
    assert servers.trusted == servers.targets == (IMAP, SMTP)
    assert not servers.lacks_user


def test_others_may_not() -> None:
    """Neither a guess that nobody vouches for, nor a line that everybody can read."""
    servers = servers_of(CheckRequest(TARO), found((GUESSED, ()), (CLEAR, ()), (SMTP, ())))
    assert servers.targets == (GUESSED, CLEAR, SMTP)
    assert servers.hosts == ("smtp.example.com",)


@pytest.mark.parametrize(
    ("host", "trusted"),
    [("imap.example.com", True), ("evil.example", False), ("mail.else.example", False)],
)
def test_a_host_that_the_asker_names(host: str, trusted: bool) -> None:
    """In a chat nobody can vouch for a host by typing it."""
    request = CheckRequest(TARO, (Protocol.IMAP,), host=host)
    servers = servers_of(request, found((IMAP, ()), (GUESSED, ())))
    assert [target.host for target in servers.targets] == [host]
    assert bool(servers.hosts) is trusted


@pytest.mark.parametrize(
    ("imap", "smtp", "sign_in_only", "app_password"),
    [
        ((), (), False, False),
        (("password",), ("password",), False, False),
        (("oauth2", "app-password"), ("oauth2", "app-password"), False, True),
        (("oauth2",), ("oauth2",), True, False),
        (("oauth2",), ("oauth2", "password"), True, False),
        (("oauth2", "password"), (), False, False),
    ],
)
def test_how_people_log_in(
    imap: tuple[str, ...], smtp: tuple[str, ...], sign_in_only: bool, app_password: bool
) -> None:
    """One server that takes no password makes a password a mistake for all."""
    servers = servers_of(CheckRequest(TARO), found((IMAP, imap), (SMTP, smtp)))
    assert servers.sign_in_only is sign_in_only
    assert servers.app_password is app_password


def test_a_user_name_that_is_not_the_address() -> None:
    """It is asked for, and fills every gap."""
    nameless = Target(Protocol.IMAP, "imap.example.com", 993, Security.TLS, "", "known")
    servers = servers_of(CheckRequest(TARO), found((nameless, ()), (SMTP, ())))
    assert servers.lacks_user
    assert [target.user for target in servers.with_user("d-taro").targets] == ["d-taro", TARO]
