"""A real Cyrus on loopback: IMAP and POP3, each in all three security modes."""

from __future__ import annotations

import imaplib
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from connectors.model import Protocol, Security
from tests.servers.certificates import HOST
from tests.servers.daemon import LOOPBACK, answering, free_ports
from tests.servers.mailboxes import LIMIT_KIB, PASSWORD, USERS
from tests.servers.unpacked import Unpacked, give_to_nobody

ADMINISTRATOR = "cyrus"
NO_MAILBOX = "nobox@example.com"
"""May log in, and has no mailbox."""
FORBIDDEN = "forbidden@example.com"
"""Its mailbox may be seen and not be read."""
BROKEN = "broken@example.com"
"""Its mailbox has lost its index."""

CONFIGURATION = """
configdirectory: {folder}/conf
partition-default: {folder}/spool
defaultpartition: default
cyrus_user: nobody
cyrus_group: nogroup
admins: {administrator}
servername: {host}
virtdomains: userid
defaultdomain: {host}
unixhierarchysep: yes
altnamespace: yes
allowplaintext: yes
failedloginpause: 0
sasl_pwcheck_method: auxprop
sasl_auxprop_plugin: sasldb
sasl_sasldb_path: {folder}/sasldb2
sasl_mech_list: PLAIN LOGIN CRAM-MD5 SCRAM-SHA-1 SCRAM-SHA-256
tls_server_cert: {certificate}
tls_server_key: {key}
tls_session_timeout: 0
lmtpsocket: {folder}/conf/socket/lmtp
conversations: no
"""

SERVICE = (
    '  {name} cmd="{program} {tls}-C {folder}/imapd.conf" listen="{address}" prefork=0 maxfds=256'
)


@dataclass(frozen=True)
class Cyrus:
    """Its ports: one for TLS from the first byte, and one for clear text and STARTTLS."""

    clear: dict[Protocol, int]
    tls: dict[Protocol, int]

    def port(self, protocol: Protocol, security: Security) -> int:
        """Where to connect."""
        return (self.tls if security is Security.TLS else self.clear)[protocol]


@contextmanager
def cyrus(folder: Path, unpacked: Unpacked) -> Iterator[Cyrus]:
    """Run one; the folder holds ``certificate.pem``, ``key.pem`` and messages in ``mail``."""
    own = folder / "cyrus"
    for name in ("conf/socket", "spool"):
        (own / name).mkdir(parents=True)
    ports = free_ports(4)
    order = (Protocol.IMAP, Protocol.POP3)
    server = Cyrus(
        dict(zip(order, ports[::2], strict=True)), dict(zip(order, ports[1::2], strict=True))
    )
    _write(own, folder, unpacked, server)
    give_to_nobody(own)
    _make_accounts(own, unpacked)
    command = _command(unpacked, "usr/lib/cyrus/bin/master", own, "-M", f"{own}/cyrus.conf", "-D")
    with answering(command, ports):
        id_ = _make_mailboxes(server.clear[Protocol.IMAP], folder / "mail")
        (own / "spool/uuid" / id_[0] / id_[1] / id_ / "cyrus.index").write_bytes(b"no index")
        yield server


def _write(own: Path, folder: Path, unpacked: Unpacked, server: Cyrus) -> None:
    values = {
        "folder": own,
        "administrator": ADMINISTRATOR,
        "host": HOST,
        "certificate": folder / "certificate.pem",
        "key": folder / "key.pem",
    }
    (own / "imapd.conf").write_text(CONFIGURATION.format_map(values).lstrip())
    programs = {Protocol.IMAP: "imapd", Protocol.POP3: "pop3d"}
    services = [
        SERVICE.format(
            name=f"{protocol}{'s' if tls else ''}",
            program=unpacked.path(f"usr/lib/cyrus/bin/{programs[protocol]}"),
            tls="-s " if tls else "",
            folder=own,
            address=f"{LOOPBACK}:{ports[protocol]}",
        )
        for tls, ports in ((False, server.clear), (True, server.tls))
        for protocol in programs
    ]
    lines = ("START {", "}", "SERVICES {", *services, "}", "EVENTS {", "}", "")
    (own / "cyrus.conf").write_text("\n".join(lines))


def _command(unpacked: Unpacked, program: str, own: Path, *words: str) -> tuple[str, ...]:
    where = ("-C", f"{own}/imapd.conf", "-p", f"{own}/master.pid")
    return unpacked.command(
        str(unpacked.path(program)), *where, *words, environment=_plugins(unpacked)
    )


def _plugins(unpacked: Unpacked) -> dict[str, str]:
    return {"SASL_PATH": str(next(unpacked.root.glob("usr/lib/*/sasl2")))}


def _make_accounts(own: Path, unpacked: Unpacked) -> None:
    for user in (*USERS, NO_MAILBOX, FORBIDDEN, BROKEN, f"{ADMINISTRATOR}@{HOST}"):
        name, _, realm = user.partition("@")
        program = str(unpacked.path("usr/sbin/saslpasswd2"))
        words = (program, "-p", "-c", "-f", f"{own}/sasldb2", "-u", realm, name)
        command = unpacked.command(*words, environment=_plugins(unpacked))
        subprocess.run(command, input=PASSWORD.encode(), check=True)


def _make_mailboxes(port: int, messages: Path) -> str:
    """Every user's mailbox with its messages, as an administrator would make them.

    The result is the id of the last one, which is ``BROKEN``'s.
    """
    id_ = ""
    with imaplib.IMAP4(LOOPBACK, port) as session:
        session.login(ADMINISTRATOR, PASSWORD)
        for user in (*USERS, FORBIDDEN, BROKEN):
            box = f"user/{user}"
            created = _said(session.create(box))
            id_ = created.partition("(")[2].partition(")")[0]
            _said(session.setacl(box, ADMINISTRATOR, "lrswipkxtecda"))
            for file in sorted((messages / user.partition("@")[0] / "new").glob("*")):
                _said(session.append(box, "", "", file.read_bytes()))
            _said(session.setquota(box, f"(STORAGE {LIMIT_KIB})"))
        _said(session.setacl(f"user/{FORBIDDEN}", FORBIDDEN, "l"))
    return id_


def _said(answer: tuple[str, Sequence[object]]) -> str:
    if answer[0] != "OK":
        raise RuntimeError(str(answer))
    return str(answer[1])
