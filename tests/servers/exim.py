"""A real Exim on loopback: submission in all three security modes, and refusals by port."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from connectors.model import Protocol, Security
from tests.servers.certificates import HOST
from tests.servers.daemon import answering, free_ports
from tests.servers.mailboxes import PASSWORD, USERS
from tests.servers.unpacked import Unpacked, give_to_nobody

SIZE_LIMIT = 200_000


class Refusal(Enum):
    """What a port of its own refuses, in Exim's own words."""

    GREETING = "greeting"
    LATER = "later"
    HELO = "helo"
    SENDER = "sender"
    LOGIN_IN_CLEAR = "login in clear"
    CONTENT = "content"
    RATE = "rate"


CONFIGURATION = """
exim_user = nobody
exim_group = nogroup
never_users =
keep_environment =
add_environment = PATH=/usr/bin:/bin
spool_directory = {folder}/spool
log_file_path = {folder}/log/%slog
pid_file_path = {folder}/exim.pid
primary_hostname = {host}
local_interfaces = 127.0.0.1
daemon_smtp_ports = {ports}
tls_on_connect_ports = {tls}
tls_advertise_hosts = *
tls_certificate = {certificate}
tls_privatekey = {key}
host_lookup =
rfc1413_query_timeout = 0s
deliver_drop_privilege = true
exim_path = {exim}
message_size_limit = {size_limit}
smtp_accept_max = 200
AUTH = ${{if eq{{$received_port}}{{{LOGIN_IN_CLEAR}}}{{${{if def:tls_in_cipher{{*}}}}}}{{*}}}}
auth_advertise_hosts = AUTH
acl_smtp_connect = acl_connect
acl_smtp_helo = acl_helo
acl_smtp_mail = acl_mail
acl_smtp_rcpt = acl_rcpt
acl_smtp_data = acl_data
begin acl
acl_connect:
  deny condition = ${{if eq{{$received_port}}{{{GREETING}}}}}
  defer condition = ${{if eq{{$received_port}}{{{LATER}}}}}
  accept
acl_helo:
  deny condition = ${{if eq{{$received_port}}{{{HELO}}}}}
       message = HELO argument does not match calling host
  accept
acl_mail:
  deny condition = ${{if eq{{$received_port}}{{{SENDER}}}}}
       message = Sender verify failed
  defer condition = ${{if eq{{$received_port}}{{{RATE}}}}}
       message = Sender rate 12.3 / 1h exceeds the limit
  accept
acl_rcpt:
  accept authenticated = *
         domains = example.com
         verify = recipient
  require message = relay not permitted
          domains = example.com
  require verify = recipient
  accept
acl_data:
  deny condition = ${{if eq{{$received_port}}{{{CONTENT}}}}}
       message = This message scored 12.1 spam points.
  accept
begin routers
local:
  driver = accept
  domains = example.com
  local_parts = {names}
  transport = box
begin transports
box:
  driver = appendfile
  directory = {mail}/$local_part_data
  maildir_format
begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_condition = ${{if and{{{{inlisti{{$auth2}}{{{users}}}}}{{eq{{$auth3}}{{{password}}}}}}}}}
  server_set_id = $auth2
login:
  driver = plaintext
  public_name = LOGIN
  server_prompts = Username:: : Password::
  server_condition = ${{if and{{{{inlisti{{$auth1}}{{{users}}}}}{{eq{{$auth2}}{{{password}}}}}}}}}
  server_set_id = $auth1
"""


@dataclass(frozen=True)
class Exim:
    """Its ports: one for TLS from the first byte, one for clear text and STARTTLS; and refusals."""

    clear: int
    tls: int
    refusing: dict[Refusal, int]

    def port(self, protocol: Protocol, security: Security) -> int:
        """Where to connect; there is but one protocol."""
        assert protocol is Protocol.SMTP
        return self.tls if security is Security.TLS else self.clear


@contextmanager
def exim(folder: Path, unpacked: Unpacked) -> Iterator[Exim]:
    """Run one; the folder holds ``certificate.pem``, ``key.pem`` and the mailboxes in ``mail``."""
    own = folder / "exim"
    for name in ("spool", "log"):
        (own / name).mkdir(parents=True)
    ports = free_ports(2 + len(Refusal))
    server = Exim(ports[0], ports[1], dict(zip(Refusal, ports[2:], strict=True)))
    program = str(unpacked.path("usr/sbin/exim4"))
    values = {refusal.name: port for refusal, port in server.refusing.items()} | {
        "folder": own,
        "host": HOST,
        "ports": " : ".join(map(str, ports)),
        "tls": server.tls,
        "certificate": folder / "certificate.pem",
        "key": folder / "key.pem",
        "exim": program,
        "size_limit": SIZE_LIMIT,
        "names": " : ".join(user.partition("@")[0] for user in USERS),
        "mail": folder / "mail",
        "users": ":".join(USERS),
        "password": PASSWORD,
    }
    (own / "exim.conf").write_text(CONFIGURATION.format_map(values))
    give_to_nobody(own)
    command = unpacked.command(program, "-C", str(own / "exim.conf"), "-bdf")
    with answering(command, ports):
        yield server
