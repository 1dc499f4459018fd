"""The programs whose checks are compared, as commands; no password stands on any of them."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.cold_start import installed
from tests.servers.mailboxes import EMPTY


@dataclass(frozen=True)
class Server:
    """Where to go, and as whom; ``folder`` is for the clients' settings, and goes with it."""

    host: str
    ports: dict[str, int]
    ca_file: str
    folder: str
    user: str
    password: str

    def at(self, protocol: str) -> tuple[str, ...]:
        """Host, port, authority and user, as our own programs take them."""
        return (self.host, str(self.ports[protocol]), self.ca_file, self.user)


@dataclass(frozen=True)
class Client:
    """A program that does the work of a check.

    ``says`` goes into its input. Least and ours are what others are held against.
    """

    name: str
    protocol: str
    command: tuple[str, ...]
    says: str


HEADERS = "UID FETCH * (UID FLAGS RFC822.SIZE BODY.PEEK[HEADER.FIELDS (SUBJECT FROM DATE)])"

LEAST, CAREFUL, OURS = "least", "least, asking first", "mailmedic"
ASKING = "--serverinfo"
"""In the name of what only asks what a server offers, and logs in nowhere."""


def clients(server: Server) -> list[Client]:
    """All that are installed."""
    folder = Path(server.folder)
    found = [*_least(server), *_ours(server), *_curl(server), *_libraries(server)]
    found += [*_mpop(server, folder), *_swaks(server, folder), *_msmtp(server, folder)]
    there = (client for client in found if shutil.which(client.command[0]))
    return sorted(there, key=lambda client: list(server.ports).index(client.protocol))


def absent() -> list[str]:
    """The programs that are not installed and so not compared."""
    return [name for name in ("curl", "mpop", "swaks", "msmtp") if shutil.which(name) is None]


def _least(server: Server) -> Iterator[Client]:
    program = (sys.executable, "-m", "tests.benchmarks.least")
    for name, protocol, work in (
        (LEAST, "imap", "imap"),
        (LEAST, "pop3", "pop3"),
        (CAREFUL, "pop3", "pop3-careful"),
        (LEAST, "smtp", "smtp"),
    ):
        yield Client(name, protocol, (*program, work, *server.at(protocol)), server.password)


def _ours(server: Server) -> Iterator[Client]:
    program = installed("mailmedic") or "mailmedic"
    for protocol in server.ports:
        for name, mechanism in ((OURS, ("--auth", "PLAIN")), (f"{OURS}, SCRAM-SHA-256", ())):
            command = (
                *(program, "check", server.user, "--json", "--password-stdin"),
                *("--protocol", protocol, "--host", server.host, *mechanism),
                *("--port", str(server.ports[protocol]), "--security", "tls"),
                *("--ca-file", server.ca_file),
            )
            yield Client(name, protocol, command, server.password)
        before = (*command[: command.index("--password-stdin")], "--no-login")
        after = command[command.index("--protocol") :]
        yield Client(f"{OURS}, without login", protocol, (*before, *after), "")


def _curl(server: Server) -> Iterator[Client]:
    asked = {
        "imap": "/INBOX",
        "pop3": "/",
        "smtp": "/mail.example",
    }
    for protocol, path in asked.items():
        more = {
            "imap": f'request = "{HEADERS}"\n',
            "pop3": 'request = "TOP 2 0"\n',
            "smtp": f'mail-from = "{server.user}"\nmail-rcpt = "{server.user}"\n',
        }
        settings = (
            f'url = "{protocol}s://{server.host}:{server.ports[protocol]}{path}"\n'
            f'user = "{server.user}:{server.password}"\nlogin-options = "AUTH=PLAIN"\n'
            f'cacert = "{server.ca_file}"\nsilent\nglobboff\n{more[protocol]}'
        )
        yield Client("curl", protocol, ("curl", "--disable", "--config", "-"), settings)


def _libraries(server: Server) -> Iterator[Client]:
    program = (sys.executable, "-m", "tests.benchmarks.libraries")
    for protocol, name in (("imap", "imaplib"), ("pop3", "poplib"), ("smtp", "smtplib")):
        yield Client(name, protocol, (*program, protocol, *server.at(protocol)), server.password)


def _mpop(server: Server, folder: Path) -> Iterator[Client]:
    settings = _file(
        folder / "mpoprc",
        f"account default\nhost {server.host}\nport {server.ports['pop3']}\n"
        f"user {server.user}\npassword {server.password}\nauth user\n"
        f"tls on\ntls_starttls off\ntls_trust_file {server.ca_file}\n"
        f"uidls_file {folder}/uidls\nkeep on\ndelivery mbox {folder}/mbox\n",
    )
    yield Client("mpop", "pop3", ("mpop", f"--file={settings}", "--status-only"), "")
    yield Client(f"mpop {ASKING}", "pop3", ("mpop", f"--file={settings}", ASKING), "")


def _swaks(server: Server, folder: Path) -> Iterator[Client]:
    settings = _file(
        folder / "swaksrc",
        f"--server {server.host}\n--port {server.ports['smtp']}\n--tls-on-connect\n"
        f"--tls-verify\n--tls-ca-path {server.ca_file}\n--helo [127.0.0.1]\n"
        f"--auth PLAIN\n--auth-user {server.user}\n--auth-password {server.password}\n"
        f"--from {server.user}\n--to {server.user}\n--quit-after RCPT\n",
    )
    yield Client("swaks", "smtp", ("swaks", "--config", settings), "")


def _msmtp(server: Server, folder: Path) -> Iterator[Client]:
    settings = _file(
        folder / "msmtprc",
        f"account default\nhost {server.host}\nport {server.ports['smtp']}\n"
        f"user {server.user}\npassword {server.password}\nauth plain\nfrom {server.user}\n"
        f"tls on\ntls_starttls off\ntls_trust_file {server.ca_file}\n",
    )
    command = ("msmtp", f"--file={settings}", EMPTY)
    message = f"From: {server.user}\nTo: {EMPTY}\nSubject: measured\n\nmeasured\n"
    yield Client("msmtp, which sends", "smtp", command, message)
    yield Client(f"msmtp {ASKING}", "smtp", ("msmtp", f"--file={settings}", ASKING), "")


def _file(path: Path, text: str) -> str:
    """Settings with a password in them: for this user only."""
    path.touch(mode=0o600)
    path.write_text(text)
    return str(path)
