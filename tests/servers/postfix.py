"""A real Postfix on loopback: submission in all three security modes, logins checked by Dovecot."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from connectors.model import Protocol, Security
from tests.servers.certificates import HOST
from tests.servers.daemon import LOOPBACK, as_root, running
from tests.servers.dovecot import AUTH_SOCKET
from tests.servers.mailboxes import USERS

SIZE_LIMIT = 10_240_000
MAIN = """
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
shlib_directory = /usr/lib/postfix
meta_directory = /etc/postfix
mail_owner = postfix
setgid_group = postdrop
maillog_file = /dev/stdout
inet_interfaces = {interfaces}
inet_protocols = ipv4
myhostname = {host}
mydestination =
mynetworks =
alias_maps =
biff = no
smtpd_peername_lookup = no
smtpd_error_sleep_time = 0
smtpd_client_event_limit_exceptions = 127.0.0.0/8
message_size_limit = {size_limit}
virtual_mailbox_domains = example.com
virtual_mailbox_base = {folder}/mail
virtual_mailbox_maps = inline:{{{boxes}}}
virtual_uid_maps = static:65534
virtual_gid_maps = static:65534
default_transport = error:no mail leaves this machine
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = {folder}/{auth_socket}
broken_sasl_auth_clients = yes
smtpd_sender_login_maps = inline:{{{owners}}}
smtpd_recipient_restrictions = reject_sender_login_mismatch, permit_mynetworks,
  permit_sasl_authenticated, reject_unauth_destination
smtpd_tls_cert_file = {folder}/certificate.pem
smtpd_tls_key_file = {folder}/key.pem
smtpd_tls_security_level = may
"""

MASTER = """
{submission} inet n - n - - smtpd
{submissions} inet n - n - - smtpd -o smtpd_tls_wrappermode=yes
{relay} inet n - n - - smtpd -o mynetworks=127.0.0.0/8
  -o smtpd_sasl_auth_enable=no -o smtpd_recipient_restrictions=permit_mynetworks,reject
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
proxymap unix - - n - - proxymap
tlsmgr unix - - n 1000? 1 tlsmgr
error unix - - n - - error
retry unix - - n - - error
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
"""


@dataclass(frozen=True)
class Postfix:
    """Its ports: one for TLS from the first byte, one for clear text and STARTTLS."""

    clear: int
    tls: int

    def port(self, protocol: Protocol, security: Security) -> int:
        """Where to connect; there is but one protocol."""
        assert protocol is Protocol.SMTP
        return self.tls if security is Security.TLS else self.clear


@contextmanager
def postfix(
    folder: Path, ports: tuple[int, int, int], address: str = LOOPBACK
) -> Iterator[Postfix]:
    """Run one beside the Dovecot of this folder.

    The third of the ports, on loopback, is for what Dovecot hands on.
    """
    settings = folder / "postfix"
    settings.mkdir()
    for name in ("queue", "data"):
        (folder / name).mkdir()
    subprocess.run(as_root("chown", "postfix", str(folder / "data")), check=True)
    names = [user.partition("@")[0] for user in USERS]
    values = {
        "folder": folder,
        "host": HOST,
        "interfaces": ", ".join(dict.fromkeys((address, LOOPBACK))),
        "size_limit": SIZE_LIMIT,
        "auth_socket": AUTH_SOCKET,
        "boxes": ", ".join(f"{name}@example.com={name}/" for name in names),
        "owners": ", ".join(f"{user}={user}" for user in USERS),
    }
    (settings / "main.cf").write_text(MAIN.format_map(values))
    lines = MASTER.format(
        submission=f"{address}:{ports[0]}",
        submissions=f"{address}:{ports[1]}",
        relay=f"{LOOPBACK}:{ports[2]}",
    )
    (settings / "master.cf").write_text(lines)
    # Its own way of starting leaves nobody who would end it with us.
    subprocess.run(as_root("postfix", "-c", str(settings), "check"), check=True)
    master = ("/usr/lib/postfix/sbin/master", "-c", str(settings), "-s")
    with running(master, "daemon started"):
        yield Postfix(ports[0], ports[1])
