"""The other vantage point: what a server looks like from the person's own device. Pure.

Our check sees the server, not the network of whoever asks. So they are given one line to paste
there; what it prints comes back to us, and is compared with what the check saw.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from connectors.model import CheckResult, Outcome, Report, Security, StepName, Target
from knowledge.causes import Cause

WHERE_IT_MATTERS = frozenset(
    {
        Cause.NET_TIMEOUT,
        Cause.NET_REFUSED,
        Cause.NET_UNREACHABLE,
        Cause.NET_PORT25_BLOCKED,
        Cause.TLS_INTERCEPTED,
    }
)
"""Causes that can lie in the network between, so that another place may see something else."""

_SAFE_HOST = re.compile(r"[A-Za-z0-9._:-]{1,253}")


def matters(result: CheckResult) -> bool:
    """Whether the same server may look otherwise from another place."""
    return result.cause in WHERE_IT_MATTERS


class Reached(StrEnum):
    """What came of an attempt to connect."""

    YES = "yes"
    REFUSED = "refused"
    SILENT = "silent"
    NO_NAME = "no_name"
    NO_WAY = "no_way"
    NO = "no"
    """No connection, and nothing said why."""


CAUSES = {
    Reached.REFUSED: Cause.NET_REFUSED,
    Reached.SILENT: Cause.NET_TIMEOUT,
    Reached.NO_NAME: Cause.DNS_NO_SUCH_HOST,
    Reached.NO_WAY: Cause.NET_UNREACHABLE,
    Reached.NO: Cause.NET_CANNOT_CONNECT,
}
"""What each failure means by itself."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What somebody saw of a server.

    ``host`` and ``port`` are empty and None where the text does not say whose they are.
    ``issuer`` is who issued the certificate that was shown; empty where none was.
    """

    host: str
    port: int | None
    reached: Reached
    issuer: str = ""


class Difference(StrEnum):
    """What two looks at one server come to."""

    ONLY_HERE = "only_here"
    """From there nothing answers: it is the network between."""
    ONLY_THERE = "only_there"
    """From here nothing answers: it is the network of the check."""
    BOTH = "both"
    NEITHER = "neither"
    OTHER_CERTIFICATE = "other_certificate"
    """Another certificate is shown there: something in between answers."""
    SAME_CERTIFICATE = "same_certificate"


@dataclass(frozen=True, slots=True)
class Compared:
    """A look from elsewhere beside ours."""

    seen: Seen
    result: CheckResult
    difference: Difference


def lines_to_paste(target: Target, cause: Cause) -> tuple[tuple[str, str], ...]:
    """What to paste on the other device: pairs of a system's name in the wording and a line.

    Empty where the host's name could mean something to a shell.
    """
    host, port = target.host, target.port
    if not _SAFE_HOST.fullmatch(host) or host.startswith("-"):
        return ()
    windows = f"Test-NetConnection {host} -Port {port}"
    unix = f"nc -vz -w 10 {host} {port}"
    if cause is Cause.TLS_INTERCEPTED:
        unix = _openssl(target)
        windows = _powershell_issuer(target) if target.security is Security.TLS else windows
    ours = f"mailmedic check --json --no-login --protocol {target.protocol} --host {host}"
    ours += f" --port {port} --security {target.security} --user {_user(target)}"
    return (("windows", windows), ("unix", unix), ("mailmedic", ours))


def _openssl(target: Target) -> str:
    starttls = f" -starttls {target.protocol}" if target.security is Security.STARTTLS else ""
    where = f"-connect {target.host}:{target.port} -servername {target.host}{starttls}"
    return f"openssl s_client {where} </dev/null"


def _powershell_issuer(target: Target) -> str:
    host, port = target.host, target.port
    return (
        f"$t=[Net.Sockets.TcpClient]::new('{host}',{port});"
        "$s=[Net.Security.SslStream]::new($t.GetStream(),$false,{$true});"
        f"$s.AuthenticateAsClient('{host}');'issuer='+$s.RemoteCertificate.Issuer"
    )


def _user(target: Target) -> str:
    """A user name that a command line takes as one word; nobody logs in with it."""
    return target.user if re.fullmatch(r"[A-Za-z0-9._@+-]{1,254}", target.user) else "nobody"


def compare(seen: Iterable[Seen], report: Report) -> tuple[Compared, ...]:
    """Each look beside our own at the same server; those of other servers are left out."""
    pairs = ((one, _ours(one, report)) for one in seen)
    return tuple(Compared(one, result, _difference(one, result)) for one, result in pairs if result)


def _ours(seen: Seen, report: Report) -> CheckResult | None:
    """Our own look at the same server; the only one that it can mean, where it has no name."""
    results = [
        result
        for result in report.checks
        if (
            not seen.host
            or seen.host.casefold() == result.target.host.casefold()
            or seen.host == result.ip
        )
        and seen.port in (None, result.target.port)
    ]
    telling = [result for result in results if result.cause in WHERE_IT_MATTERS]
    return next(iter(telling or results), None)


def _difference(seen: Seen, result: CheckResult) -> Difference:
    here, there = reached_here(result), seen.reached is Reached.YES
    certificate = result.facts.certificate
    if seen.issuer and certificate:
        same = _issued_by(seen.issuer) == _issued_by(certificate.issuer)
        return Difference.SAME_CERTIFICATE if same else Difference.OTHER_CERTIFICATE
    if here and there:
        return Difference.BOTH
    if here:
        return Difference.ONLY_HERE
    return Difference.ONLY_THERE if there else Difference.NEITHER


def reached_here(result: CheckResult) -> bool:
    """Whether our check got a connection."""
    return any(s.name is StepName.CONNECT and s.outcome is Outcome.OK for s in result.steps)


def _issued_by(name: str) -> str:
    """Who a distinguished name stands for, in whichever of its many forms it was written."""
    named = {kind.upper(): _bare(value) for kind, value in _PART.findall(name)}
    return named.get("CN") or named.get("O") or _bare(name)


_PART = re.compile(
    r"(?:^|[,/+]\s*)(CN|O)\s*=\s*(.*?)\s*(?=$|[,/+]\s*[A-Za-z0-9.]{1,40}\s*=)", re.IGNORECASE
)


def _bare(value: str) -> str:
    return " ".join(re.sub(r'["\\]', "", value).split()).casefold()
