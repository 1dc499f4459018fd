"""A check's report as it may be stored and handed on.

Codes, times, replies and the conversation; no header's value, no content of a message. A report
holds no secret in the first place. What a server quoted while a message was fetched is counted.
"""

from __future__ import annotations

import re
from typing import Any

from connectors.model import Certificate, CheckResult, Direction, Facts, Line, Report, Step

_FETCHED = re.compile(r"^\* \d+ FETCH ", re.IGNORECASE)
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"?')
"""Headers come as counted bytes, but a server may send them as a quoted string (RFC 9051 §4.3)."""


def report_data(report: Report) -> dict[str, Any]:
    """The report as plain data, for JSON."""
    return {
        "address": report.address,
        "ok": report.ok,
        "checks": [_check(result) for result in report.checks],
        "works": [
            {
                "protocol": str(works.protocol),
                "host": works.host,
                "port": works.port,
                "security": str(works.security),
                "logged_in": works.logged_in,
            }
            for works in report.works
        ],
    }


def _check(result: CheckResult) -> dict[str, Any]:
    target = result.target
    return {
        "protocol": str(target.protocol),
        "host": target.host,
        "ip": result.ip,
        "port": target.port,
        "security": str(target.security),
        "source": target.source,
        "ok": result.ok,
        "cause": str(result.cause),
        "also": [str(cause) for cause in result.also],
        "warnings": [str(warning) for warning in result.warnings],
        "ms": round(result.ms, 1),
        "round_trips": result.round_trips,
        "steps": [_step(step) for step in result.steps],
        "facts": _facts(result.facts),
        "transcript": [_line(line) for line in result.transcript],
    }


def _step(step: Step) -> dict[str, Any]:
    reply = step.reply
    return {
        "name": str(step.name),
        "outcome": str(step.outcome),
        "ms": round(step.ms, 1),
        "cause": str(step.cause),
        "reply": reply and {"code": reply.code, "enhanced": reply.enhanced, "text": reply.text},
    }


def _facts(facts: Facts) -> dict[str, Any]:
    return {
        "tls_version": facts.tls_version,
        "certificate": facts.certificate and _certificate(facts.certificate),
        "capabilities": list(facts.capabilities),
        "mechanisms": list(facts.mechanisms),
        "login_mechanism": facts.login_mechanism,
        "messages": facts.messages,
        "quota": facts.quota and {"used": facts.quota.used, "limit": facts.quota.limit},
        "newest": facts.newest and {"headers": ["Subject", "From"], "size": facts.newest.size},
    }


def _certificate(certificate: Certificate) -> dict[str, Any]:
    return {
        "subject": certificate.subject,
        "issuer": certificate.issuer,
        "names": list(certificate.names),
        "not_after": certificate.not_after.isoformat(),
    }


def _line(line: Line) -> dict[str, Any]:
    text = line.text
    if line.direction is Direction.SERVER and _FETCHED.match(text):
        text = _QUOTED.sub(lambda quoted: f'"({len(quoted[1])})"', text)
    return {"ms": round(line.ms, 1), "from": str(line.direction), "text": text}
