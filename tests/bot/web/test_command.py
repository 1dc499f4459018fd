"""``mailmedic serve`` as a process: tried by hand, wrongly called, and ended."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import pytest
from aiohttp import ClientSession

from bot.demo import Ready
from tests.bot.web.world import PASSWORD, TARO

MAILMEDIC = (sys.executable, "-P", "-m", "bot")


@pytest.fixture(scope="module", autouse=True)
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What is read and indexed once serves every process."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MAILMEDIC_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield


def environment(ready: Ready, **settings: str) -> Mapping[str, str]:
    """The demonstration's, and these."""
    ours = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith("MAILMEDIC_") or name == "MAILMEDIC_CACHE"
    }
    return {
        **ours,
        **ready.environment,
        "MAILMEDIC_LANG": "en",
        "MAILMEDIC_LISTEN": "127.0.0.1:0",
        "MAILMEDIC_ALLOWED_NETWORKS": "127.0.0.0/8 ::1/128",
        **settings,
    }


@contextmanager
def serving(ready: Ready, *arguments: str, **settings: str) -> Iterator[subprocess.Popen[str]]:
    """The command, and it is gone afterwards whatever happens."""
    process = subprocess.Popen(
        (*MAILMEDIC, "serve", *arguments),
        env=environment(ready, **settings),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        for stream in (process.stdout, process.stderr):
            if stream:
                stream.close()


async def test_tried_by_hand(ready: Ready) -> None:
    """It prints a page's address, and shows what comes back to the chat; SIGTERM ends it."""
    with serving(ready, "--try", TARO) as process:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        origin = url.partition("/check/")[0]
        async with ClientSession() as client:
            form = {"act": "login", "password": PASSWORD}
            async with client.post(url, data=form, headers={"Origin": origin}) as response:
                assert response.status == 200
        assert TARO in process.stdout.readline()
        process.send_signal(signal.SIGTERM)
        assert process.stderr is not None
        out, err = process.stdout.read(), process.stderr.read()
        assert process.wait() == 0
    assert "Receive (IMAP)" in out
    assert "Ended." in err
    assert "POST /check/{link} 303" in err
    assert PASSWORD not in out + err
    assert url.rpartition("/")[2] not in err


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"MAILMEDIC_LISTEN": "0.0.0.0:0"}, "MAILMEDIC_LISTEN is 0.0.0.0:0, where others"),
        ({"MAILMEDIC_PUBLIC_URL": "http://help.example"}, "MAILMEDIC_PUBLIC_URL is"),
        ({"MAILMEDIC_CA_FILE": "/no/such/file"}, "/no/such/file"),
        ({"MAILMEDIC_RESOLVER": "not an address"}, "MAILMEDIC_RESOLVER"),
        ({"MAILMEDIC_TLS_CERT": __file__, "MAILMEDIC_TLS_KEY": __file__}, "cannot be used"),
    ],
)
def test_it_cannot_be_meant_so(ready: Ready, settings: dict[str, str], words: str) -> None:
    """Exit status 2, and one line."""
    with serving(ready, **settings) as process:
        out, err = process.communicate()
    assert process.returncode == 2
    assert out == ""
    assert words in err
    assert len(err.splitlines()) == 1


def test_a_port_that_is_taken(ready: Ready) -> None:
    """Exit status 1: it was called rightly."""
    port = ready.accounts[0].servers[0].port
    with serving(ready, MAILMEDIC_LISTEN=f"127.0.0.1:{port}") as process:
        _, err = process.communicate()
    assert process.returncode == 1
    assert f"127.0.0.1:{port} cannot be listened on" in err


@pytest.mark.parametrize("language", ["en", "ja"])
def test_help(ready: Ready, language: str) -> None:
    """In both languages."""
    with serving(ready, "--help", MAILMEDIC_LANG=language) as process:
        out, _ = process.communicate()
    assert process.returncode == 0
    assert "--try ADDRESS" in out
    assert {"en": "serve the page", "ja": "確認ページ"}[language] in out


def test_a_question_does_not_wait_for_it(ready: Ready) -> None:
    """The web's libraries are loaded where pages are served, and nowhere else."""
    code = (
        "import sys; from bot.commands.main import main; status = main(['ask', 'what is imap']);"
        "loaded = {'aiohttp', 'prometheus_client', 'bot.web'} & set(sys.modules);"
        "sys.exit(3 if loaded else status)"
    )
    done = subprocess.run(
        (sys.executable, "-P", "-c", code),
        env=environment(ready),
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
