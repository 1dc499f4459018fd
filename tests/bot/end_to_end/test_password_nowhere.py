"""A planted password is found in nothing that the command shows, wherever a check fails.

What ``connectors`` report is searched in ``tests/connectors/test_check_secrets.py``; here it is the
whole of standard output and standard error, with logs and tracebacks switched on.
"""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Mapping
from pathlib import Path

import pytest

from connectors.model import Protocol
from tests.bot.end_to_end.command import COMMAND, Ran, clean_environ
from tests.connectors.checking import ADDRESS, PASSWORD
from tests.connectors.conversations import imap, pop3, submission
from tests.connectors.test_check_secrets import echo
from tests.servers.certificates import Certificates
from tests.servers.script import Answer, Expect, Script, Step
from tests.servers.scripted import scripted_server

CONVERSATIONS = {
    Protocol.SMTP: submission(),
    Protocol.POP3: pop3(),
    Protocol.IMAP: imap(),
}

FORMS = (
    PASSWORD,
    base64.b64encode(PASSWORD.encode()).decode(),
    base64.b64encode(f"\0{ADDRESS}\0{PASSWORD}".encode()).decode(),
    base64.b64encode(f"{ADDRESS}\0{ADDRESS}\0{PASSWORD}".encode()).decode(),
)

HEARD = [
    pytest.param(protocol, place, id=f"{protocol}-{place}")
    for protocol, script in CONVERSATIONS.items()
    for place, step in enumerate(script.steps)
    if isinstance(step, Expect | Answer)
]


@pytest.fixture
def environ(tmp_path: Path, cache: Path) -> dict[str, str]:
    """Logs and tracebacks are on; the password comes as a script would give it."""
    planted = {"MAILMEDIC_PASSWORD": PASSWORD, "MAILMEDIC_DEBUG": "1", "PYTHONASYNCIODEBUG": "1"}
    return {**clean_environ(tmp_path, cache), **planted}


async def check(
    protocol: Protocol,
    script: Script,
    certificates: Certificates,
    environ: Mapping[str, str],
    *options: str,
) -> Ran:
    """The command, checking a server that plays this script."""
    whole = Script().starttls() + script
    async with scripted_server(whole, context=certificates.good) as server:
        process = await asyncio.create_subprocess_exec(
            *COMMAND,
            *("check", ADDRESS, "--host", "127.0.0.1", "--port", str(server.port)),
            *("--protocol", protocol, "--security", "tls", "--ca-file", str(certificates.ca_file)),
            *("--no-alternatives", *options),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env=environ,
        )
        out, err = await process.communicate()
    assert process.returncode is not None
    return Ran(process.returncode, out.decode(), err.decode())


def is_clean(ran: Ran) -> None:
    """Fail the test where a form of the password stands in what was shown."""
    assert [form for form in FORMS if form in ran.out + ran.err] == []
    assert "Traceback" not in ran.err


@pytest.mark.parametrize("protocol", CONVERSATIONS)
async def test_when_all_is_well(
    protocol: Protocol, certificates: Certificates, environ: dict[str, str]
) -> None:
    """The password was said, and stands as *** in what is shown."""
    for options in (("--json",), ("--transcript", "--lang", "ja")):
        ran = await check(protocol, CONVERSATIONS[protocol], certificates, environ, *options)
        assert ran.status == 0, ran
        assert "***" in ran.out
        is_clean(ran)


@pytest.mark.parametrize(("protocol", "place"), HEARD)
async def test_when_a_server_repeats_it(
    protocol: Protocol, place: int, certificates: Certificates, environ: dict[str, str]
) -> None:
    """Each command in turn is refused with its own words, decoded too; then the line ends."""
    steps: tuple[Step, ...] = CONVERSATIONS[protocol].steps[:place]
    script = Script((*steps, Answer(echo))).close()
    is_clean(await check(protocol, script, certificates, environ, "--json"))
    is_clean(await check(protocol, script, certificates, environ, "--transcript"))


@pytest.mark.parametrize("protocol", CONVERSATIONS)
async def test_when_the_line_breaks(
    protocol: Protocol, certificates: Certificates, environ: dict[str, str]
) -> None:
    """At every place of the conversation."""
    for place in range(0, len(CONVERSATIONS[protocol].steps), 3):
        script = Script(CONVERSATIONS[protocol].steps[:place]).close()
        is_clean(await check(protocol, script, certificates, environ, "--transcript"))
