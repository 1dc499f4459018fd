"""``check --card``: files for devices, programs and name servers, and what each is for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.demo import ACCOUNTS, Fault, Ready
from tests.bot.end_to_end.command import Mailmedic, is_japanese

(WELL,) = (account.address for account in ACCOUNTS if account.fault is Fault.NONE)
(LOCKED_OUT,) = (account.address for account in ACCOUNTS if account.fault is Fault.PASSWORD)

PERSON = {"apple-mail.mobileconfig", "config-v1.1.xml", "read-me.txt"}


def names(folder: Path) -> set[str]:
    """The files below a folder."""
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("language", ["en", "ja"])
def test_a_card_is_written(
    language: str, tmp_path: Path, with_demo: Mailmedic, ready: Ready
) -> None:
    """Each file is named with what it is for, after the report; no password is in any."""
    folder = tmp_path / "new" / "card"
    ran = with_demo("check", WELL, "--card", str(folder), "--lang", language)
    assert ran.status == 0
    assert names(folder) >= PERSON
    tail = ran.out[ran.out.index(str(folder)) :]
    assert all(name.rpartition("/")[2] in tail for name in names(folder))
    assert is_japanese(tail) is (language == "ja")
    password = ready.accounts[0].password.encode()
    written = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    assert password not in written


def test_the_object_of_json_stays_as_it_is(tmp_path: Path, with_demo: Mailmedic) -> None:
    """The one line about the card is on standard error."""
    plain = json.loads(with_demo("check", WELL, "--json").out)
    ran = with_demo("check", WELL, "--json", "--card", str(tmp_path / "card"))
    assert json.loads(ran.out).keys() == plain.keys()
    assert ran.err.count("\n") == 1
    assert str(tmp_path / "card") in ran.err


@pytest.mark.parametrize("language", ["en", "ja"])
def test_nothing_is_overwritten(language: str, tmp_path: Path, with_demo: Mailmedic) -> None:
    """A folder in which something lies is refused before anything is dialled, and so is a file."""
    file = tmp_path / "read-me.txt"
    file.write_text("mine")
    for where in (tmp_path, file):
        ran = with_demo("check", WELL, "--card", str(where), "--lang", language)
        assert ran.status == 2
        assert ran.out == ""
        assert str(where) in ran.err
        assert ran.err.count("\n") == 1
        assert is_japanese(ran.err) is (language == "ja")
    assert names(tmp_path) == {"read-me.txt"}
    assert file.read_text() == "mine"


def test_what_works_makes_a_card(tmp_path: Path, with_demo: Mailmedic) -> None:
    """An empty folder is filled; where no login works there is nothing to hand out."""
    ran = with_demo("check", LOCKED_OUT, "--card", str(tmp_path / "card"))
    assert ran.status == 1
    assert not (tmp_path / "card").exists()
    assert "settings card" in ran.out
    (tmp_path / "empty").mkdir()
    assert with_demo("check", WELL, "--card", str(tmp_path / "empty")).status == 0
    assert names(tmp_path / "empty") >= PERSON
