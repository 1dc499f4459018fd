"""What each method of the Web API does here."""

from __future__ import annotations

from tests.slack_platform.methods.agents import AGENTS
from tests.slack_platform.methods.auth import AUTH
from tests.slack_platform.methods.chat import CHAT
from tests.slack_platform.methods.conversations import CONVERSATIONS
from tests.slack_platform.methods.files import FILES
from tests.slack_platform.methods.views import VIEWS
from tests.slack_platform.web_api import Answerer

ANSWERERS: dict[str, Answerer] = AUTH | CHAT | VIEWS | CONVERSATIONS | FILES | AGENTS
