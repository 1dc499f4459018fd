"""The knowledge base that we ship, and those who speak from it."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.core.answer import Answerer
from bot.core.assistant import Assistant
from bot.core.explain import Explainer
from bot.core.explain_report import Reporter
from bot.core.triage import Triager
from knowledge.load import Knowledge, open_knowledge
from knowledge.speak import Speaker


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One cache for all processes of a run."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="session")
def knowledge(cache: Path) -> Knowledge:
    """What we ship, without an overlay."""
    return open_knowledge(None, cache)


@pytest.fixture(scope="session")
def speaker(knowledge: Knowledge) -> Speaker:
    return Speaker(knowledge)


@pytest.fixture(scope="session")
def answerer(knowledge: Knowledge, speaker: Speaker) -> Answerer:
    return Answerer(knowledge, speaker)


@pytest.fixture(scope="session")
def triager(knowledge: Knowledge, speaker: Speaker, answerer: Answerer) -> Triager:
    return Triager(knowledge, speaker, answerer)


@pytest.fixture(scope="session")
def explainer(knowledge: Knowledge, speaker: Speaker) -> Explainer:
    return Explainer(knowledge, speaker)


@pytest.fixture(scope="session")
def reporter(knowledge: Knowledge, speaker: Speaker) -> Reporter:
    return Reporter(knowledge, speaker)


@pytest.fixture
def assistant(knowledge: Knowledge, speaker: Speaker) -> Assistant:
    return Assistant(knowledge, speaker)
