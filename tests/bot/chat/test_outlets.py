"""The whole service with another system beside it: a case goes out, and comes back resolved."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest_asyncio
from aiohttp import ClientSession

from bot.demo import Ready
from bot.helpdesk.outbound.inbound import PATH
from bot.helpdesk.outbound.signature import sign, verify
from knowledge.load import Knowledge
from tests.bot.chat.test_service import Shop, shop
from tests.bot.helpdesk.outbound.receiver import Receiver, receiving
from tests.slack_platform.records import Message

LOOPBACK = "127.0.0.1"
PATIENCE_SECONDS = 30.0
SECRET = b"outlets-of-the-tests-0123456789"
WRITTEN = "whsec_" + base64.b64encode(SECRET).decode()
SETTINGS = """
[[webhook]]
name = "own"
url = "https://{host}:{port}/in"
happenings = ["case.opened", "case.resolved"]
secret = "${{HOOK}}"
"""


@pytest_asyncio.fixture
async def receiver() -> AsyncIterator[Receiver]:
    """Another system."""
    async with receiving(LOOPBACK) as found:
        yield found


def settings_of(receiver: Receiver, ready: Ready, folder: Path) -> dict[str, str]:
    """What the operator sets."""
    hooks, ca_file = folder / "webhooks.toml", folder / "ca.pem"
    hooks.write_text(SETTINGS.format(host=LOOPBACK, port=receiver.port))
    ca_file.write_bytes(ready.ca_file.read_bytes() + receiver.authority.cert_pem.bytes())
    return {
        "MAILMEDIC_WEBHOOKS": str(hooks),
        "HOOK": WRITTEN,
        "MAILMEDIC_HOOK_SECRET": WRITTEN,
        "MAILMEDIC_CA_FILE": str(ca_file),
    }


async def _case(there: Shop) -> None:
    """Taro asks, is not helped, and hands it over."""
    await there.taro.writes("my mail program says 535 5.7.8 authentication failed")
    answer = await there.taro.waits_for_answer("password", wanted=_has("Ask a person"))
    await there.taro.click(answer, "Ask a person")
    form = await there.taro.waits_for_modal()
    await there.taro.submits(form, {})


def _has(label: str) -> Callable[[Message], bool]:
    return lambda message: label in str(message.blocks)


async def test_a_case_goes_out_and_comes_back(
    demo_knowledge: Knowledge, ready: Ready, receiver: Receiver, tmp_path: Path
) -> None:
    """Signed both ways; Taro is told in Slack what was done elsewhere."""
    more = settings_of(receiver, ready, tmp_path)
    async with shop(demo_knowledge, ready, tmp_path, more=more) as there:
        await there.until_told("chat.there")
        await _case(there)
        await there.hana.waits_for_answer("535 5.7.8", there.cases)
        async with asyncio.timeout(PATIENCE_SECONDS):
            headers, body = await receiver.news.get()
        lower = {name.lower(): value for name, value in headers.items()}
        verify(SECRET, lower, body, datetime.now(UTC).timestamp())
        case = json.loads(body)["case"]
        assert (case["number"], case["cause"]) == (1, "auth.wrong_credentials")
        update = json.dumps(
            {"case": 1, "state": "resolved", "note": "New app password", "by": "Jira"}
        )
        signed = sign(SECRET, "e1", int(datetime.now(UTC).timestamp()), update.encode())
        url = there.desk.origin + PATH
        async with ClientSession() as client:
            async with client.post(url, data=update, headers=signed) as response:
                assert response.status == 204
            async with client.post(url, data=update) as response:
                assert response.status == 401
        await there.taro.waits_for_answer("New app password")
