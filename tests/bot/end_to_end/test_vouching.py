"""A server that nobody vouches for gets no password unless the person says so.

DNS names a host outside the address's domain, as anybody on the way could.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from knowledge.model import Language
from tests.bot.end_to_end.command import COMMAND, Ran, clean_environ, is_japanese
from tests.bot.end_to_end.terminal import terminal
from tests.connectors.conversations import imap
from tests.servers.certificates import HOST, Certificates
from tests.servers.dns import dns_server
from tests.servers.script import Script
from tests.servers.scripted import scripted_server

DOMAIN = "lured.test"
ADDRESS = f"taro@{DOMAIN}"
PASSWORD = "planted-90ff"

EN, JA = Language.EN, Language.JA

GREETING = b"* OK [CAPABILITY IMAP4rev1 SASL-IR AUTH=PLAIN] ready"
NO_LOGIN = Script().starttls().send(GREETING).answer(lambda said: b"* BYE\r\n" + _ok(said))
WHOLE = Script().starttls() + imap()


def _ok(said: bytes) -> bytes:
    assert b"LOGOUT" in said, "somebody tried to log in"
    return said.split()[0] + b" OK bye\r\n"


@asynccontextmanager
async def lured(certificates: Certificates, script: Script) -> AsyncIterator[tuple[str, ...]]:
    """The options with which the address leads to a server that plays the script."""
    async with scripted_server(script, context=certificates.good) as server:
        service = f"_imaps._tcp.{DOMAIN}"
        table = {
            service: {"SRV": [f"0 0 {server.port} {HOST}."]},
            HOST: {"A": ["127.0.0.1"]},
        }
        async with dns_server(table) as names:
            ca_file = str(certificates.ca_file)
            yield ("--resolver", names.where, "--ca-file", ca_file, "--protocol", "imap")


async def run(environ: Mapping[str, str], *arguments: str) -> Ran:
    """The command, in a pipe."""
    process = await asyncio.create_subprocess_exec(
        *COMMAND,
        *arguments,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={**environ, "MAILMEDIC_PASSWORD": PASSWORD},
    )
    out, err = await process.communicate()
    assert process.returncode is not None
    return Ran(process.returncode, out.decode(), err.decode())


@pytest.fixture
def environ(tmp_path: Path, cache: Path) -> dict[str, str]:
    """A machine where nothing is set up."""
    return clean_environ(tmp_path, cache)


@pytest.mark.parametrize("language", Language)
async def test_in_a_pipe_the_login_is_skipped(
    language: Language, certificates: Certificates, environ: dict[str, str]
) -> None:
    """And the answer names the option with which a person vouches for the host."""
    async with lured(certificates, NO_LOGIN) as options:
        ran = await run(environ, "check", ADDRESS, *options, "--json", "--lang", language)
    (check,) = json.loads(ran.out)["checks"]
    assert (ran.status, check["ok"], check["cause"]) == (1, False, "check.not_allowed")
    steps = {step["name"]: step["outcome"] for step in check["steps"]}
    assert (steps["tls"], steps["login"], steps["logout"]) == ("ok", "skipped", "ok")
    told = " ".join(check["explanation"]["steps"])
    assert f"--host {HOST}" in told
    assert is_japanese(told) is (language is JA)


async def test_a_host_that_was_named_is_trusted(
    certificates: Certificates, environ: dict[str, str]
) -> None:
    """The person says that it is theirs."""
    async with lured(certificates, WHOLE) as options:
        _, names, *_ = options
        port = ("--port", await _port(names), "--security", "tls")
        ran = await run(environ, "check", ADDRESS, "--host", HOST, *port, *options)
    assert ran.status == 0, ran


async def _port(names: str) -> str:
    """Where the server is, as DNS says."""
    from connectors.lookup.dns import Resolver

    (record,) = await Resolver(names).srv(f"_imaps._tcp.{DOMAIN}")
    return str(record.port)


@pytest.mark.parametrize(
    ("language", "answer", "script"),
    [(EN, "y", WHOLE), (EN, "n", NO_LOGIN), (EN, "", NO_LOGIN), (JA, "はい", WHOLE)],
)
async def test_on_a_terminal_the_person_is_asked(
    language: Language,
    answer: str,
    script: Script,
    certificates: Certificates,
    environ: dict[str, str],
) -> None:
    """Before the password, and only "yes" means yes."""

    def converse(options: tuple[str, ...]) -> int:
        arguments = ("check", ADDRESS, *options, "--lang", language)
        with terminal(*arguments, environ=environ) as check:
            check.sees(HOST, "y or n: " if language is EN else "（y/n）：")
            check.types(answer)
            if script is WHOLE:
                check.sees("Password for" if language is EN else "のパスワード：")
                check.types(PASSWORD)
            status = check.ends()
            assert PASSWORD not in check.seen
            return status

    async with lured(certificates, script) as options:
        status = await asyncio.to_thread(converse, options)
    assert status == (0 if script is WHOLE else 1)
