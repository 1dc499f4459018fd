"""The fault laboratory keeps its promises: each server gives the cause that is told of it."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
from contextlib import suppress

import pytest

from connectors.check import check
from connectors.lookup.dns import Resolver
from connectors.model import CheckResult, Credentials, Target
from connectors.policy import Policy
from connectors.steps import Plan
from knowledge.causes import Cause
from tests.connectors.checking import CONTEXTS, PASSWORD, REPLIES, outcomes
from tests.servers.certificates import Certificates
from tests.servers.laboratory import ADDRESS, FAULTS, laboratory
from tests.servers.laboratory_fault import Fault
from tests.servers.moved_clock import MovedClock

PATIENCE = 200
"""Turns of the event loop for one second, where a check has to wait."""


async def pass_time(clock: MovedClock) -> None:
    """Let the clock go, slowly enough that whoever is awake gets everything done first."""
    while True:
        for _ in range(PATIENCE):
            await asyncio.sleep(0)
        clock.move(1.0)


async def meet(fault: Fault, certificates: Certificates) -> CheckResult:
    """What a check finds at a fault, as with the laboratory's own command."""
    clock = MovedClock()
    async with laboratory([fault], certificates, clock) as running:
        ((_, port),) = running.running
        one = Target(fault.protocol, fault.host, port, fault.security, ADDRESS)
        plan = Plan(
            (one,),
            ADDRESS,
            ca_file=running.ca_file,
            login=fault.login,
            login_in_clear=True,
            send_test=fault.send_test,
            mechanism=fault.mechanism,
        )
        waiting = asyncio.ensure_future(pass_time(clock) if fault.waits else asyncio.sleep(0))
        progress = check(
            plan,
            Credentials(PASSWORD, is_token=bool(fault.mechanism)) if fault.login else None,
            resolver=Resolver(running.resolver),
            clock=clock,
            policy=Policy.terminal(),
            replies=REPLIES,
            contexts=CONTEXTS,
        )
        (found,) = [event async for event in progress if isinstance(event, CheckResult)]
        waiting.cancel()
        with suppress(asyncio.CancelledError):
            await waiting
    return found


@pytest.mark.parametrize("name", FAULTS)
async def test_each_fault_has_the_cause_that_is_promised(
    name: str, certificates: Certificates
) -> None:
    """This is the table of the causes that a check can meet."""
    found = await meet(FAULTS[name], certificates)
    assert found.cause is FAULTS[name].cause, outcomes(found)


ELSEWHERE = {
    # No server's fault, but what the check itself is allowed or asked.
    Cause.CHECK_NOT_ALLOWED,
    Cause.CHECK_BUDGET_SPENT,
    Cause.CHECK_CANCELLED,
    Cause.CHECK_NO_SETTINGS_FOUND,
    # Needs the ports 25 and 587 themselves: ``test_check`` shows it.
    Cause.NET_PORT25_BLOCKED,
    # These come from pasted texts only.
    Cause.NET_CANNOT_CONNECT,
    Cause.TLS_CERTIFICATE_REVOKED,
    Cause.TLS_CERTIFICATE_INVALID,
    Cause.SEND_TIMED_OUT,
    Cause.SEND_DELAYED,
    Cause.SEND_MAIL_LOOP,
    Cause.CLIENT_NOT_CONFIGURED,
    Cause.CLIENT_PROFILE_BROKEN,
    Cause.CLIENT_TOO_OLD,
    Cause.NOT_AN_ERROR,
    Cause.UNKNOWN,
}
"""Causes that the laboratory does not show."""


def test_every_cause_of_a_server_is_shown() -> None:
    """A new cause needs a server here, or a reason why there is none."""
    assert {fault.cause for fault in FAULTS.values()} == set(Cause) - ELSEWHERE


def test_names_are_unique_and_told_in_the_list() -> None:
    """Whoever learns asks for a server by its name."""
    listed = subprocess.run(
        (sys.executable, "-m", "tests.servers", "--list", "--json"), check=True, capture_output=True
    )
    told = json.loads(listed.stdout)
    assert [entry["name"] for entry in told] == list(FAULTS)
    assert all(entry["wrong"] and "command" not in entry for entry in told)


def test_the_command_that_is_told_meets_the_fault() -> None:
    """Started by hand: the line leads to the cause, and Ctrl-C ends the laboratory in peace."""
    with subprocess.Popen(
        (sys.executable, "-m", "tests.servers", "wrong-password", "--json"), stdout=subprocess.PIPE
    ) as running:
        assert running.stdout is not None
        (entry,) = json.loads(running.stdout.readline())
        _, *arguments = entry["command"]
        checked = subprocess.run(
            (sys.executable, "-m", "bot", *arguments, "--json"),
            env=os.environ | {"MAILMEDIC_PASSWORD": PASSWORD},
            check=False,
            capture_output=True,
        )
        running.send_signal(signal.SIGINT)
        assert running.wait(timeout=30) == 0
    (found,) = json.loads(checked.stdout)["checks"]
    assert found["cause"] == entry["cause"] == "auth.wrong_credentials"


def test_a_name_that_there_is_not() -> None:
    """It is told in one line, before anything starts."""
    refused = subprocess.run(
        (sys.executable, "-m", "tests.servers", "nonsense"), check=False, capture_output=True
    )
    assert refused.returncode == 2
    assert b"no such server: nonsense" in refused.stderr
