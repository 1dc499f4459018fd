"""Checks and discovery as the stable JSON that others script against.

Apart from ``contract``, because an answer must not wait for what only a check needs.
"""

from __future__ import annotations

from typing import Any

from bot.core.explain import Explainer
from connectors.lookup.model import Discovery
from connectors.model import CheckResult, Facts, Report, Step
from knowledge.model import Language


def report_json(report: Report, explainer: Explainer, language: Language) -> dict[str, Any]:
    """What ``check --json`` prints."""
    return {
        "address": report.address,
        "ok": report.ok,
        "checks": [_result(result, explainer, language) for result in report.checks],
        "works": [
            {
                "protocol": str(works.protocol),
                "host": works.host,
                "port": works.port,
                "security": str(works.security),
                "user": works.user,
            }
            for works in report.works
        ],
    }


def _result(result: CheckResult, explainer: Explainer, language: Language) -> dict[str, Any]:
    target = result.target
    explanation = explainer.explain(result, language)
    return {
        "protocol": str(target.protocol),
        "host": target.host,
        "ip": result.ip,
        "port": target.port,
        "security": str(target.security),
        "source": target.source,
        "ok": result.ok,
        "cause": str(result.cause),
        "warnings": [str(warning) for warning in result.warnings],
        "ms": round(result.ms, 1),
        "round_trips": result.round_trips,
        "steps": [_step(step, explainer, language) for step in result.steps],
        "facts": _facts(result.facts),
        "transcript": [
            {
                "ms": round(line.ms, 1),
                "from": str(line.direction),
                "text": line.text,
                "note": explainer.note(line, language),
            }
            for line in result.transcript
        ],
        "explanation": {
            "title": explanation.title,
            "text": explanation.text,
            "steps": list(explanation.steps),
            "who": str(explanation.who),
        },
    }


def _step(step: Step, explainer: Explainer, language: Language) -> dict[str, Any]:
    return {
        "name": str(step.name),
        "outcome": str(step.outcome),
        "ms": round(step.ms, 1),
        "detail": explainer.step_detail(step, language),
    }


def _facts(facts: Facts) -> dict[str, Any]:
    certificate, quota, newest = facts.certificate, facts.quota, facts.newest
    return {
        "tls_version": facts.tls_version,
        "cipher": facts.cipher,
        "certificate": certificate
        and {
            "subject": certificate.subject,
            "issuer": certificate.issuer,
            "names": list(certificate.names),
            "not_before": certificate.not_before.isoformat(),
            "not_after": certificate.not_after.isoformat(),
        },
        "capabilities": list(facts.capabilities),
        "mechanisms": list(facts.mechanisms),
        "login_mechanism": facts.login_mechanism,
        "messages": facts.messages,
        "quota": quota and {"used": quota.used, "limit": quota.limit},
        "newest": newest
        and {
            "subject": newest.subject,
            "from": newest.sender,
            "date": newest.date,
            "size": newest.size,
            "flags": list(newest.flags),
        },
    }


def discovery_json(discovery: Discovery) -> dict[str, Any]:
    """What ``discover --json`` prints."""
    return {
        "address": discovery.address,
        "domain": discovery.domain,
        "tried": [
            {"source": str(a.source), "url": a.url, "outcome": str(a.outcome)}
            for a in discovery.tried
        ],
        "servers": [
            {
                "protocol": str(candidate.target.protocol),
                "host": candidate.target.host,
                "port": candidate.target.port,
                "security": str(candidate.target.security),
                "user": candidate.target.user,
                "auth": list(candidate.auth),
                "source": candidate.target.source,
                "trusted": candidate.target.trusted,
            }
            for candidate in discovery.servers
        ],
        "notes": list(discovery.notes),
    }
