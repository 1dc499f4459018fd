"""A measurement as JSON, for those who compare one with the next."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from bot.core.score import Measured
from knowledge.model import Language
from knowledge.questions import Kind
from knowledge.score import (
    Confusion,
    ErrorScore,
    Judged,
    QuestionScore,
    ReadError,
    Share,
    Verdict,
)

SHOWN = 10
"""How many confusions and misses are told."""


def score_json(measured: Measured, topic_ids: Collection[str]) -> dict[str, Any]:
    """What ``knowledge score --json`` prints."""
    result: dict[str, Any] = {}
    if measured.questions.judged:
        languages = {str(language): measured.questions.of(language) for language in Language}
        result["questions"] = {
            language: _questions_json(score, topic_ids)
            for language, score in languages.items()
            if score.judged
        }
    if measured.errors.read:
        by_language = {str(language): measured.errors.of(language) for language in Language}
        result["errors"] = {
            language: _errors_json(score) for language, score in by_language.items() if score.read
        }
    return result


def _questions_json(score: QuestionScore, topic_ids: Collection[str]) -> dict[str, Any]:
    return {
        "count": len(score.judged),
        "answered": _share_json(score.answered),
        "refused": _share_json(score.refused),
        "near": _share_json(score.near),
        "without_topic": score.without_topic(topic_ids),
        "verdicts": {str(verdict): score.count(verdict) for verdict in Verdict},
        "kinds": {str(k): _share_json(score.kind(k)) for k in Kind if score.kind(k).whole},
        **_faults_json(score.confusions(), score.misses()),
    }


def _errors_json(score: ErrorScore) -> dict[str, Any]:
    return {
        "count": len(score.read),
        "right": _share_json(score.right),
        "best": _share_json(score.best),
        "top_3": _share_json(score.top_3),
        **_faults_json(score.confusions(), score.misses()),
    }


def _share_json(share: Share) -> dict[str, Any]:
    return {"part": share.part, "whole": share.whole, "ratio": round(share.ratio, 4)}


def _faults_json(
    confusions: Iterable[Confusion], misses: Iterable[Judged | ReadError]
) -> dict[str, Any]:
    return {
        "confusions": [
            {"wanted": pair.wanted, "found": pair.found, "count": pair.count}
            for pair in list(confusions)[:SHOWN]
        ],
        "worst": [
            {
                "id": miss.asked.id,
                "text": miss.asked.text,
                "wanted": list(miss.wanted),
                "found": list(miss.outcome.found[:3]),
                "confidence": miss.outcome.confidence,
            }
            for miss in list(misses)[:SHOWN]
        ],
    }
