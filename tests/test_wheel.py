"""The wheel, in an environment of its own, run where other packages of our names lie.

It is built and installed without a network: with this environment's build tool, on top of this
environment's libraries.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import sysconfig
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.demo import Ready
from tests.bot.end_to_end.command import clean_environ

ROOT = Path(__file__).parents[1]
PACKAGES = ("bot", "connectors", "knowledge")
SECONDS = 120


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from this repository."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True, timeout=SECONDS)
    (wheel,) = folder.glob("*.whl")
    return wheel


@pytest.fixture(scope="module")
def command(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """``mailmedic`` as a user gets it."""
    environment = tmp_path_factory.mktemp("environment") / "with a blank"
    make = [sys.executable, "-m", "venv", "--without-pip", str(environment)]
    subprocess.run(make, check=True, timeout=SECONDS)
    python = environment / "bin" / "python"
    install = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet"]
    offline = ["--no-index", "--no-deps", "--disable-pip-version-check", str(wheel)]
    subprocess.run([*install, *offline], check=True, timeout=SECONDS)
    (site,) = environment.glob("lib/python*/site-packages")
    # The libraries of this environment, but not its editable mailmedic: a folder that is named in
    # a .pth file is searched, and its own .pth files are not read.
    libraries = sysconfig.get_path("purelib")
    (site / "libraries.pth").write_text(libraries + "\n", "utf-8")
    return environment / "bin" / "mailmedic"


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with packages of our names that are not ours."""
    folder = tmp_path_factory.mktemp("elsewhere")
    for package in PACKAGES:
        (folder / package).mkdir()
        (folder / package / "__init__.py").write_text("raise SystemExit('not ours')\n")
    return folder


@pytest.fixture(scope="module")
def environ(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A machine where nothing is set up."""
    home = tmp_path_factory.mktemp("home")
    return clean_environ(home, home / "cache")


def test_it_holds_all_that_we_keep(wheel: Path) -> None:
    """Every file of the three packages but what only training reads, and no more; under 16 MB."""
    kept = {
        path.relative_to(ROOT).as_posix()
        for package in PACKAGES
        for path in (ROOT / package).rglob("*")
        if path.is_file() and path.parent.name not in ("__pycache__", "said")
    }
    names = set(zipfile.ZipFile(wheel).namelist())
    packed = {name for name in names if name.split("/")[0] in PACKAGES}
    assert packed == kept
    rest = {name.split("/")[0] for name in names - packed}
    assert len(rest) == 1
    assert rest.pop().endswith(".dist-info")
    assert wheel.stat().st_size < 16_000_000


@pytest.mark.parametrize(
    ("question", "words"),
    [("what's port 143?", "IMAP"), ("POP3とIMAP4の違いは?", "いちばんの違い")],
)
def test_it_answers(
    question: str, words: str, command: Path, elsewhere: Path, environ: dict[str, str]
) -> None:
    """From wherever it is called."""
    ran = subprocess.run(
        [str(command), "ask", question],
        cwd=elsewhere,
        env=environ,
        capture_output=True,
        text=True,
        check=True,
        timeout=SECONDS,
    )
    assert words in ran.stdout
    assert ran.stderr == ""


@pytest.fixture
def ready(
    command: Path, elsewhere: Path, environ: dict[str, str], tmp_path: Path
) -> Iterator[Ready]:
    """``mailmedic demo`` of the wheel; it tells when it runs."""
    file = tmp_path / "ready.json"
    demo = subprocess.Popen(
        [str(command), "demo", "--ready-file", str(file)],
        cwd=elsewhere,
        env=environ,
        stdout=subprocess.PIPE,
    )
    assert demo.stdout is not None
    try:
        assert demo.stdout.readline()
        yield Ready.from_json(file.read_text("utf-8"))
    finally:
        demo.send_signal(signal.SIGINT)
        demo.communicate(timeout=SECONDS)


def test_it_checks(command: Path, elsewhere: Path, environ: dict[str, str], ready: Ready) -> None:
    """Its own demonstration, from there too."""
    account = ready.accounts[0]
    ran = subprocess.run(
        [str(command), "check", "--json", account.address],
        cwd=elsewhere,
        env={**environ, **ready.environment, "MAILMEDIC_PASSWORD": account.password},
        capture_output=True,
        text=True,
        check=False,
        timeout=SECONDS,
    )
    assert ran.returncode == 0, ran.stderr
    assert json.loads(ran.stdout)["ok"]


def test_it_is_not_the_editable_one(
    command: Path, elsewhere: Path, environ: dict[str, str]
) -> None:
    """What was run lies in the environment of its own."""
    code = "import bot, connectors, knowledge; print(bot.__file__)"
    ran = subprocess.run(
        [str(command.with_name("python")), "-P", "-c", code],
        cwd=elsewhere,
        env=environ,
        capture_output=True,
        text=True,
        check=True,
    )
    assert Path(ran.stdout.strip()).is_relative_to(command.parents[1])
    assert os.sep + "site-packages" + os.sep in ran.stdout
