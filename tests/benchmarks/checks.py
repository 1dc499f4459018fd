"""A check's wall time and round trips, beside the least possible and other programs."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import suppress

from tests.benchmarks import network
from tests.benchmarks.clients import ASKING, CAREFUL, LEAST, OURS, Client, Server, absent, clients
from tests.benchmarks.figures import Figure, Measure, Target
from tests.benchmarks.network import Network
from tests.benchmarks.talking import talking
from tests.servers.certificates import HOST

TITLE = "A check, from TCP to the end"
DELAYS_MS = (0, 50)
"""Added each way."""
SECONDS = 30.0
SERVERS = ("dovecot", "postfix")
ROUND_TRIPS = "round trips"
COUNTED = "counted"
SLACK = 0.3
"""Of a round trip: the time that is work, at both ends, and no waiting for the line."""


def measure_checks(repetitions: int) -> Measure:
    """Run every program by turns on both lines; not at all where there can be no such line."""
    if why := _missing():
        return Measure(TITLE, notes=(f"not measured: {why}",))
    found: dict[tuple[str, str], list[float]] = {}
    failed: dict[str, None] = {}
    with (
        network.network(HOST) as joined,
        talking("mail_servers", network.SERVER, inside=joined.server.inside) as servers,
    ):
        everybody = clients(Server(**servers.hear()))
        for client in everybody:
            # The servers start some of their processes when they are first needed.
            with suppress(ClientError):
                _run(client, joined, 0)
        for delay in DELAYS_MS:
            joined.line.ask(str(delay / 1000))
            for _ in range(repetitions):
                for client in everybody:
                    try:
                        kinds = _run(client, joined, delay)
                    except ClientError as failure:
                        failed[f"failed: {failure}"] = None
                        continue
                    for kind, value in kinds.items():
                        found.setdefault((_subject(client), kind), []).append(value)
    return _measure(found, tuple(failed))


class ClientError(Exception):
    """A program has not done its work."""


def _missing() -> str:
    if why := network.missing():
        return why
    return "" if all(map(_is_there, SERVERS)) else "no Dovecot and Postfix"


def _is_there(program: str) -> bool:
    return shutil.which(program, path=f"{os.environ.get('PATH', '')}:/usr/sbin") is not None


def _run(client: Client, joined: Network, delay: int) -> dict[str, float]:
    """One run: from the first packet of the connection until the client has ended it."""
    done = subprocess.run(
        (*joined.client.inside, *client.command),
        input=client.says,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        env=os.environ | {"LC_ALL": "C.UTF-8"},
    )
    connections = joined.line.ask("report")
    if done.returncode or len(connections) != 1 or not connections[0]["ended"]:
        why = f"exit status {done.returncode}, {connections}, {done.stderr.strip()[-300:]}"
        raise ClientError(f"{_subject(client)}: {why}")
    wall = (connections[0]["ended"] - connections[0]["began"]) * 1000
    kinds = {f"ms, {delay} ms away": wall}
    if delay:
        kinds[ROUND_TRIPS] = wall / (2 * delay)
    if client.name.startswith(OURS):
        kinds[COUNTED] = json.loads(done.stdout)["checks"][0]["round_trips"]
    return kinds


def _subject(client: Client) -> str:
    return f"{client.protocol}: {client.name}"


def _measure(found: dict[tuple[str, str], list[float]], failed: tuple[str, ...]) -> Measure:
    figures = tuple(
        Figure(subject, kind, tuple(values), "" if kind == COUNTED else _least_of(subject))
        for (subject, kind), values in found.items()
    )
    measure = Measure(TITLE, figures)
    notes = tuple(f"not measured: {name} is not installed" for name in absent())
    return Measure(TITLE, figures, tuple(_targets(measure)), failed + notes)


def _least_of(subject: str) -> str:
    protocol = subject.partition(":")[0]
    return f"{protocol}: {CAREFUL if protocol == 'pop3' else LEAST}"


def _targets(measure: Measure) -> Iterator[Target]:
    """At most one round trip above the least, and never slower than the fastest of the others."""
    for protocol in ("imap", "pop3", "smtp"):
        trips = {
            figure.subject.partition(": ")[2]: figure.median
            for figure in measure.figures
            if figure.kind == ROUND_TRIPS and figure.subject.startswith(protocol)
        }
        least = trips.get(CAREFUL) or trips.get(LEAST)
        peers = [
            value
            for name, value in trips.items()
            if not name.startswith((OURS, LEAST)) and ASKING not in name
        ]
        if OURS not in trips or least is None or not peers:
            continue
        yield Target(f"{protocol}, round trips above the least", trips[OURS] - least, 1 + SLACK)
        yield Target(f"{protocol}, of the fastest other's round trips", trips[OURS] / min(peers), 1)
