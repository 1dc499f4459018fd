"""Answers and triage as the stable JSON that others script against."""

from __future__ import annotations

from typing import Any

from bot.core.answer import Answer
from bot.core.triage import Triage


def answer_json(answer: Answer, ms: float) -> dict[str, Any]:
    """What ``ask --json`` prints; ``id`` is the batch's to add."""
    return {
        "answered": answer.answered,
        "lang": str(answer.reply.language),
        "topic": answer.topic,
        "confidence": answer.confidence,
        "title": answer.title,
        "text": answer.text,
        "causes": [str(cause) for cause in answer.causes],
        "sources": [
            {"title": source.title, "url": source.url, "checked": source.checked.isoformat()}
            for source in answer.sources
        ],
        "related": list(answer.related),
        "ms": round(ms, 2),
    }


def triage_json(triage: Triage) -> dict[str, Any]:
    """What ``triage --json`` prints; ``id`` is the batch's to add."""
    entities = triage.entities
    return {
        "lang": str(triage.language),
        "causes": [str(cause) for cause in triage.causes],
        "category": triage.category,
        "severity": str(triage.severity),
        "owner": str(triage.owner),
        "entities": {
            "codes": list(entities.codes),
            "providers": list(entities.providers),
            "clients": list(entities.clients),
            "protocols": list(entities.protocols),
            "ports": list(entities.ports),
            "addresses": list(entities.addresses),
            "hosts": list(entities.hosts),
        },
        "missing": list(triage.missing),
        "decisive": triage.decisive,
        "reply": triage.reply,
        "summary": triage.summary,
    }
