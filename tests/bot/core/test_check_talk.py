"""From a wish for a check to a plan, and from results to a report."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.core.check_talk import (
    Checker,
    CheckRequest,
    found_targets,
    given_targets,
    not_found,
    other_candidates,
    plan_of,
    report_of,
    without_server,
)
from connectors.lookup.model import Candidate, Discovery
from connectors.model import Protocol, Security, StepName, Target, Working
from knowledge.causes import Cause
from knowledge.load import Knowledge
from tests.bot.results import ADDRESS, failed, without_login, worked

IMAP, POP3, SMTP = Protocol.IMAP, Protocol.POP3, Protocol.SMTP
TLS, STARTTLS, NONE = Security.TLS, Security.STARTTLS, Security.NONE
HOST = "mail.example.com"


def modes(targets: tuple[Target, ...]) -> list[tuple[Protocol, int, Security]]:
    """What is dialled, and how."""
    return [(target.protocol, target.port, target.security) for target in targets]


def test_a_host_alone_serves_all_three() -> None:
    """By the ports that are usual today; the person vouches for it."""
    targets = given_targets(CheckRequest(ADDRESS, host=HOST))
    assert modes(targets) == [(IMAP, 993, TLS), (POP3, 995, TLS), (SMTP, 587, STARTTLS)]
    assert {(t.host, t.user, t.trusted, t.source) for t in targets} == {
        (HOST, ADDRESS, True, "given")
    }


@pytest.mark.parametrize(
    ("protocol", "port", "security", "mode"),
    [
        (IMAP, None, None, (993, TLS)),
        (IMAP, None, STARTTLS, (143, STARTTLS)),
        (IMAP, None, NONE, (143, NONE)),
        (POP3, None, STARTTLS, (110, STARTTLS)),
        (SMTP, None, TLS, (465, TLS)),
        (SMTP, None, NONE, (587, NONE)),
        (SMTP, 465, None, (465, TLS)),
        (SMTP, 25, None, (25, STARTTLS)),
        (IMAP, 143, None, (143, STARTTLS)),
        (IMAP, 10143, None, (10143, STARTTLS)),
        (IMAP, 10143, TLS, (10143, TLS)),
    ],
)
def test_port_and_security_complete_each_other(
    protocol: Protocol, port: int | None, security: Security | None, mode: tuple[int, Security]
) -> None:
    """What was not said is what goes with what was."""
    request = CheckRequest(ADDRESS, (protocol,), HOST, port, security)
    assert modes(given_targets(request)) == [(protocol, *mode)]


def test_the_user_that_was_named_wins() -> None:
    """Over the address, and over what discovery thinks."""
    request = CheckRequest(ADDRESS, (IMAP,), HOST, user="taro")
    assert given_targets(request)[0].user == "taro"
    found = found_targets(CheckRequest(ADDRESS, (IMAP,), user="taro"), discovery())
    assert found[0].user == "taro"


def discovery() -> Discovery:
    """Two IMAP servers and one for sending."""
    servers = (
        Target(IMAP, "imap.example.com", 993, TLS, ADDRESS, "srv"),
        Target(IMAP, "other.example.com", 143, STARTTLS, ADDRESS, "guess", trusted=False),
        Target(SMTP, "smtp.example.com", 465, TLS, ADDRESS, "srv"),
    )
    found = tuple(map(Candidate, servers))
    return Discovery(ADDRESS, "example.com", (), found, (), None, Cause.OK)


def test_the_best_server_of_each_protocol() -> None:
    """A protocol without a server is left out."""
    targets = found_targets(CheckRequest(ADDRESS), discovery())
    assert [(t.protocol, t.host) for t in targets] == [
        (IMAP, "imap.example.com"),
        (SMTP, "smtp.example.com"),
    ]


def test_a_port_that_was_named_is_used_on_the_server_found() -> None:
    """With the security that goes with it."""
    request = CheckRequest(ADDRESS, (IMAP,), port=143)
    (target,) = found_targets(request, discovery())
    assert (target.host, target.port, target.security) == ("imap.example.com", 143, STARTTLS)


def test_the_plan(tmp_path: Path) -> None:
    """Carries what was asked for; a login in clear only by ``--security none``."""
    request = CheckRequest(
        ADDRESS,
        host=HOST,
        mechanism="PLAIN",
        seconds=5.0,
        send_test=True,
        ca_file=tmp_path,
        test_words=("subject", "text"),
    )
    plan = plan_of(request, given_targets(request), ["mail.example.org"])
    assert (plan.address, plan.mechanism, plan.seconds) == (ADDRESS, "PLAIN", 5.0)
    assert (plan.send_test, plan.ca_file, plan.test_words) == (True, tmp_path, ("subject", "text"))
    assert plan.confirmed == {"mail.example.org"}
    assert not plan.login_in_clear
    in_clear = CheckRequest(ADDRESS, (IMAP,), HOST, security=NONE)
    assert plan_of(in_clear, given_targets(in_clear)).login_in_clear


def test_what_else_was_found_may_be_tried() -> None:
    """Not what is checked anyway; unless the person wants nothing but the check."""
    request = CheckRequest(ADDRESS)
    targets = found_targets(request, discovery())
    others = other_candidates(discovery(), targets)
    assert [one.host for one in others] == ["other.example.com"]
    plan = plan_of(request, targets, candidates=others)
    assert (plan.alternatives, plan.candidates) == (True, others)
    assert not plan_of(replace(request, alternatives=False), targets).alternatives


@pytest.mark.parametrize(("user", "address"), [("taro@example.org", "taro@example.org"), ("t", "")])
def test_who_sends_when_no_address_is_given(user: str, address: str) -> None:
    """The user where it is an address, else nobody."""
    request = CheckRequest(host=HOST, user=user)
    assert plan_of(request, given_targets(request)).address == address


def test_the_report() -> None:
    """Ok when everything worked; what worked is listed in any case."""
    good = report_of(CheckRequest(ADDRESS), [worked(IMAP), worked(SMTP)])
    assert good.ok
    bad = report_of(CheckRequest(ADDRESS), [worked(IMAP), failed(SMTP)])
    assert not bad.ok
    assert bad.works == (Working(IMAP, HOST, 993, TLS, ADDRESS),)


def test_what_works_instead_comes_after_the_persons_own() -> None:
    """Settings that only answered say so; so do the person's own without a login."""
    way = Working(SMTP, HOST, 465, TLS, ADDRESS, logged_in=False)
    refused = replace(failed(SMTP, Cause.NET_REFUSED, StepName.CONNECT), instead=(way,))
    found = report_of(CheckRequest(ADDRESS), [refused, worked(IMAP), without_login(POP3)])
    assert not found.ok
    assert [(one.protocol, one.logged_in) for one in found.works] == [
        (IMAP, True),
        (POP3, False),
        (SMTP, False),
    ]


@pytest.mark.parametrize(
    ("host", "mechanism", "wanted"),
    [
        ("outlook.office365.com", "", False),
        ("OUTLOOK.office365.com.", "", False),
        ("outlook.office365.com", "PLAIN", True),
        ("imap.gmail.com", "", True),
        (HOST, "", True),
    ],
)
def test_no_password_is_asked_for_where_none_is_taken(
    knowledge: Knowledge, host: str, mechanism: str, wanted: bool
) -> None:
    """Unless somebody insists."""
    checker = Checker.in_terminal(knowledge)
    request = CheckRequest(ADDRESS, host=host, mechanism=mechanism)
    imap, *_ = given_targets(request)
    assert checker.wants_password(request, imap) is wanted


def test_a_report_of_nothing_is_not_ok() -> None:
    """Nothing was found, so nothing works."""
    assert not report_of(CheckRequest(ADDRESS), []).ok


def test_why_nothing_was_checked() -> None:
    """For each protocol that was asked for, or for all: whoever reads only the checks learns it."""
    none = Discovery(ADDRESS, "example.com", (), (), (), None, Cause.DNS_NO_MAIL_SERVICE)
    told = without_server(CheckRequest(ADDRESS), none, [])
    assert [(one.target.protocol, one.ok, one.cause) for one in told] == [
        (protocol, False, Cause.DNS_NO_MAIL_SERVICE) for protocol in Protocol
    ]
    named = CheckRequest(ADDRESS, (IMAP, POP3))
    assert [one.target.protocol for one in without_server(named, none, [])] == [IMAP, POP3]
    some = replace(none, servers=(Candidate(worked(IMAP).target),), cause=Cause.OK)
    (missing,) = without_server(named, some, [worked(IMAP)])
    assert (missing.target.protocol, missing.cause) == (POP3, Cause.CHECK_NO_SETTINGS_FOUND)
    assert without_server(CheckRequest(ADDRESS), some, [worked(IMAP)]) == ()


def test_a_protocol_that_was_named_must_be_there() -> None:
    """Where nobody named one, what the address has is all that is asked."""
    results = [worked(IMAP)]
    assert report_of(CheckRequest(ADDRESS), results).ok
    named = CheckRequest(ADDRESS, (IMAP, POP3))
    assert not report_of(named, results).ok
    assert not_found(named, results) == (POP3,)
    assert not_found(CheckRequest(ADDRESS), results) == ()
