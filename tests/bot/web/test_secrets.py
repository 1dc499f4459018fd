"""A planted password is found nowhere: no page, no log, no ending, no memory of ours."""

from __future__ import annotations

import asyncio
import base64
import gc
import logging
import pickle
from types import CellType, FrameType
from urllib.parse import quote_plus

import pytest

from bot.web.wish import Checked, Wish
from knowledge.model import Language
from tests.bot.web.world import HANAKO, JIRO, PASSWORD, TARO, World

PLANTED = "Planted&9f3=crème brûlée"
FORMS = (
    PLANTED,
    quote_plus(PLANTED),
    base64.b64encode(PLANTED.encode()).decode(),
    PLANTED.encode().hex(),
    "Planted",
)
LOGIN = {"act": "login", "password": PLANTED}


def found_in(text: str) -> list[str]:
    """In whatever form it would appear."""
    return [form for form in FORMS if form in text]


@pytest.fixture(autouse=True)
def everything_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    """As developers see it, the libraries' own lines included."""
    caplog.set_level(logging.DEBUG)
    # Says every rule that it tries, and nothing of what it reads.
    caplog.set_level(logging.INFO, "markdown_it")


@pytest.mark.parametrize("address", [TARO, HANAKO, JIRO])
async def test_after_a_check(web: World, address: str, caplog: pytest.LogCaptureFixture) -> None:
    """Whether the login was refused, or never reached."""
    url = await web.link(address)
    pages = [await web.get(url)]
    pages.append(await web.post(url, LOGIN))
    ending = await web.ended()
    path = pages[-1].headers["Location"]
    pages += [await web.get(path), await web.get(f"{path}/steps"), await web.get("/metrics")]
    pages += [await web.post(url, LOGIN), await web.get(url)]
    assert isinstance(ending, Checked)
    seen = "\n".join(page.text + str(page.headers) for page in pages)
    assert found_in(seen + repr(ending) + repr(pickle.dumps(ending.report))) == []
    assert found_in(repr(web.desk.told(ending, Language.EN))) == []
    assert found_in(caplog.text) == []
    assert "bot.web.access" in caplog.text


@pytest.mark.parametrize(
    ("fields", "headers"),
    [
        ({"act": "login", "password": PLANTED + "\n" + PLANTED}, {}),
        ({"act": "login", "password": PLANTED * 100}, {}),
        ({"act": "login", "password": PLANTED * 1_000}, {}),
        ({"act": PLANTED, "password": PLANTED}, {}),
        ({"act": "sign-in", "password": PLANTED}, {}),
        ({"act": "look", "password": PLANTED}, {}),
        (LOGIN, {"Origin": "https://evil.example"}),
        (LOGIN, {"Host": "evil.example"}),
        (LOGIN, {"Content-Type": "application/json"}),
    ],
)
async def test_in_whatever_way_it_is_refused(
    web: World, fields: dict[str, str], headers: dict[str, str], caplog: pytest.LogCaptureFixture
) -> None:
    """Nothing of it comes back or is written down."""
    url = await web.link()
    answer = await web.post(url, fields, headers=headers)
    assert found_in(answer.text + str(answer.headers)) == []
    assert found_in(caplog.text) == []


async def test_in_an_address(web: World, caplog: pytest.LogCaptureFixture) -> None:
    """Whoever types it into the address line finds it in no log."""
    url = await web.link()
    for path in (f"{url}?password={quote_plus(PLANTED)}", f"/{quote_plus(PLANTED)}"):
        answer = await web.get(path)
        assert found_in(answer.text) == []
    assert found_in(records_of(caplog)) == []
    assert url.rpartition("/")[2] not in records_of(caplog)


def records_of(caplog: pytest.LogCaptureFixture) -> str:
    """What we write, without what the tests' own client says."""
    ours = (r for r in caplog.records if r.name.startswith(("bot.", "connectors.", "aiohttp.s")))
    return "\n".join(f"{r.getMessage()} {r.exc_info} {r.args}" for r in ours)


@pytest.mark.parametrize(
    "said",
    [
        "POST /check/x HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\npassword={}\r\n\r\n",
        "POST /check/x HTTP/1.1\r\nHost: x\r\nContent-Length: x\r\n\r\npassword={}",
        "password={}\r\n\r\n",
        "GET /{} HTTP/9.9\r\n\r\n",
        "POST /check/x HTTP/1.1\r\nHost: x\r\npassword {}\r\n\r\n",
        "POST /check/x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n{}\r\n",
    ],
)
async def test_in_a_request_that_cannot_be_read(
    web: World, said: str, caplog: pytest.LogCaptureFixture
) -> None:
    """The HTTP library quotes what it does not understand; our log does not."""
    host, port = web.desk.origin.partition("://")[2].split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(said.format(quote_plus(PLANTED)).encode())
    writer.write_eof()
    await reader.read()
    writer.close()
    assert (await web.get("/healthz")).status == 200
    assert found_in(caplog.text) == []


async def test_it_does_not_outlive_its_check(web: World) -> None:
    """When the check has ended, nothing in the whole process holds it but this test."""
    secret = PLANTED[:4] + str(id(web))  # in no constant of this file
    url = await web.link(HANAKO)
    await web.post(url, {"act": "login", "password": secret})
    await web.ended()
    await web.get("/healthz")
    gc.collect()
    holders = [
        (type(thing), thing)
        for thing in gc.get_objects()
        if any(isinstance(held, str | bytes) and _has(held, secret) for held in _held(thing))
    ]
    assert holders == []


def _held(thing: object) -> list[object]:
    return [] if isinstance(thing, CellType | FrameType) else gc.get_referents(thing)


def _has(text: str | bytes, secret: str) -> bool:
    return secret in text if isinstance(text, str) else secret.encode() in text


async def test_a_wish_holds_no_secret(web: World) -> None:
    """What a link is kept with has no place for one."""
    await web.link()
    assert not any("password" in name or "secret" in name for name in Wish.__slots__)
    assert PASSWORD not in repr(vars(web.desk))
