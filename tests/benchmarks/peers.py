"""The programs that are shown beside mailmedic at each fault, as commands.

No password stands on any of them: it is in a file for this user only, or on the input.
"""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.servers.certificates import HOST
from tests.servers.laboratory import ADDRESS, LOOPBACK
from tests.servers.laboratory_fault import Fault

PASSWORD = "any-will-do-5e2"
SECONDS = 20
"""What each program is told to wait, where it can be told."""


@dataclass(frozen=True)
class Peer:
    """A program at a fault: ``says`` goes into its input, ``told`` picks its words from all."""

    name: str
    command: tuple[str, ...]
    says: str
    told: Callable[[str], str]


@dataclass(frozen=True)
class Place:
    """A fault's port, the authority to trust, and a folder for settings."""

    fault: Fault
    port: int
    ca_file: Path
    folder: Path

    @property
    def password(self) -> str:
        """Empty where the fault shows before any login."""
        return PASSWORD if self.fault.login else ""


def peers(place: Place) -> list[Peer]:
    """All that are installed and speak the fault's protocol."""
    made = {"imap": (_curl, _library), "pop3": (_curl, _mpop, _library)}
    for_smtp = (_curl, _msmtp, _swaks, _library)
    found = (make(place) for make in made.get(place.fault.protocol.value, for_smtp))
    return [peer for peer in found if shutil.which(peer.command[0])]


def _curl(place: Place) -> Peer:
    protocol, security = place.fault.protocol.value, place.fault.security.value
    scheme = f"{protocol}s" if security == "tls" else protocol
    lines = [
        f'url = "{scheme}://{HOST}:{place.port}/"',
        f'resolve = "{HOST}:{place.port}:{LOOPBACK}"',
        f'cacert = "{place.ca_file}"',
        f"max-time = {SECONDS}",
        "silent",
        "show-error",
        "sasl-ir",
        'output = "/dev/null"',
    ]
    if security == "starttls":
        lines.append("ssl-reqd")
    if place.password:
        lines.append(f'user = "{ADDRESS}:{place.password}"')
    if protocol == "imap" and place.password:
        lines.append('request = "EXAMINE INBOX"')
    if protocol == "smtp" and place.password:
        message = _file(place, "message", "Subject: measured\n\nmeasured\n")
        lines += [f'mail-from = "{ADDRESS}"', f'mail-rcpt = "{ADDRESS}"']
        lines += [f'upload-file = "{message}"']
    return Peer("curl", ("curl", "--disable", "--config", "-"), "\n".join(lines), _of_curl)


def _library(place: Place) -> Peer:
    fault = place.fault
    name = {"imap": "imaplib", "pop3": "poplib", "smtp": "smtplib"}[fault.protocol.value]
    where = (fault.protocol.value, fault.security.value, HOST, str(place.port))
    program = (sys.executable, "-m", "tests.benchmarks.peer_libraries")
    command = (*program, *where, str(place.ca_file), ADDRESS)
    return Peer(name, command, place.password + "\n", _last)


def _account(place: Place, auth: str) -> str:
    """The settings that msmtp and mpop share."""
    security = place.fault.security.value
    lines = [
        "account default",
        f"host {LOOPBACK}",
        f"port {place.port}",
        f"timeout {SECONDS}",
        f"tls {'off' if security == 'none' else 'on'}",
        f"tls_starttls {'on' if security == 'starttls' else 'off'}",
        f"tls_trust_file {place.ca_file}",
        f"tls_host_override {HOST}",
        f"user {ADDRESS}",
        f"password {PASSWORD}",
        f"auth {auth}",
    ]
    return "\n".join(lines) + "\n"


def _msmtp(place: Place) -> Peer:
    settings = _file(place, "msmtprc", _account(place, "plain") + f"from {ADDRESS}\n")
    if place.password:
        message = f"From: {ADDRESS}\nTo: {ADDRESS}\nSubject: measured\n\nmeasured\n"
        return Peer("msmtp", ("msmtp", f"--file={settings}", ADDRESS), message, _of_marlam)
    command = ("msmtp", f"--file={settings}", "--serverinfo")
    return Peer("msmtp --serverinfo", command, "", _of_marlam)


def _mpop(place: Place) -> Peer:
    more = f"uidls_file {place.folder}/uidls-{place.port}\nkeep on\ndelivery mbox /dev/null\n"
    settings = _file(place, "mpoprc", _account(place, "user") + more)
    wanted = "--status-only" if place.password else "--serverinfo"
    name = "mpop" if place.password else "mpop --serverinfo"
    return Peer(name, ("mpop", f"--file={settings}", wanted), "", _of_marlam)


def _swaks(place: Place) -> Peer:
    security = place.fault.security.value
    lines = [
        f"--server {LOOPBACK}",
        f"--port {place.port}",
        f"--timeout {SECONDS}",
        "--helo [127.0.0.1]",
        f"--from {ADDRESS}",
        f"--to {ADDRESS}",
    ]
    if security != "none":
        lines.append("--tls-on-connect" if security == "tls" else "--tls")
        lines += ["--tls-verify", f"--tls-ca-path {place.ca_file}"]
    if place.password:
        lines += ["--auth PLAIN", f"--auth-user {ADDRESS}", f"--auth-password {place.password}"]
    else:
        lines.append("--quit-after EHLO")
    settings = _file(place, "swaksrc", "\n".join(lines) + "\n")
    return Peer("swaks", ("swaks", "--config", settings), "", _of_swaks)


def _of_swaks(said: str) -> str:
    """Its own complaint, and the server's refusal before it."""
    refusals = [line[4:] for line in said.splitlines() if re.match(r"<(?:\*\*|~\*) ", line)]
    complaints = [line for line in said.splitlines() if line.startswith("*** ")]
    return " / ".join((*complaints[-1:], *refusals[-1:]))


def _of_curl(said: str) -> str:
    """Its one line, without the explanation that follows some."""
    own = [line for line in said.splitlines() if line.startswith("curl: (")]
    return own[-1] if own else _last(said)


def _of_marlam(said: str) -> str:
    """What msmtp and mpop, of one family, complain of; not whose settings they had."""
    lines = [line for line in said.splitlines() if line.startswith(("msmtp: ", "mpop: "))]
    own = [line.partition(": ")[2] for line in lines]
    telling = [line for line in own if "(account default" not in line]
    return " / ".join(telling[-3:]) or _last(said)


def _last(said: str) -> str:
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    return lines[-1] if lines else ""


def _file(place: Place, name: str, text: str) -> str:
    """Settings with a password in them: for this user only."""
    path: Path = place.folder / f"{name}-{place.port}"
    path.touch(mode=0o600)
    path.write_text(text)
    return str(path)


def everybody() -> Iterator[tuple[str, tuple[str, ...]]]:
    """The programs, and how each tells its version."""
    yield from ((name, (name, "--version")) for name in ("curl", "msmtp", "mpop", "swaks"))
