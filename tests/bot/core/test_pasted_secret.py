"""Whether a password in a text is seen, and an ordinary question is not taken for one."""

from __future__ import annotations

import base64
import json
import string
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.pasted_secret import Secret, SecretFinder
from knowledge.load import Knowledge, open_knowledge
from knowledge.model import Language
from knowledge.speak import Speaker

QUESTIONS = Path(__file__).parents[2] / "questions"
FINDER = SecretFinder(Speaker(open_knowledge(None, None)))


def in_base64(*parts: str) -> str:
    """As SASL sends it."""
    return base64.b64encode("\0".join(parts).encode()).decode()


PASSWORDS = (
    "password: hunter2",
    "my password is hunter2, why does it not work",
    "My password is swordfish.",
    "Password = swordfish",
    "the password I use is Summer2024!",
    "I typed password hunter2 but it fails",
    "ID: taro PW: hunter2",
    "pw: 1234",
    "Pass: hunter2",
    "user taro@example.com pass hunter2",
    "login: taro\npassword: letmein",
    "Password:\nhunter2",
    '"password": "hunter2",',
    "ｐａｓｓｗｏｒｄ：ｈｕｎｔｅｒ２",
    "パスワードはhunter2です",
    "パスワードは「hunter2」です。入れません",
    "パスワードは「さくら2024」です",
    "パスワードはhunter2なんですが、入れません",
    "パスワード hunter2 でログインできません",
    "パスワードをhunter2にしました",
    "パスワード：Tk7!fx",
    "暗証番号は 8341 です",
    "PWはhunter2",
)
APP_PASSWORDS = (
    "abcd efgh ijkl mnop",
    "my app password is qwzx hjkl mnop trew",
    "アプリパスワードは qwzx hjkl mnop trew です",
    "「qwzx hjkl mnop trew」",
    "it says xkcd-abcd-qwer-tyui there",
)
LOGS = (
    f"C: AUTH PLAIN {in_base64('', 'taro', 'hunter2')}",
    in_base64("", "taro@example.com", "hunter2"),
    f"AUTH XOAUTH2 {base64.b64encode(b'user=taro' + bytes([1]) + b'auth=Bearer t' * 2).decode()}",
    "a1 LOGIN taro hunter2",
    'A0001 LOGIN "taro@example.com" "my \\"pass"',
    "12:00:01 C: 3 LOGIN taro hunter2",
    "a1 LOGIN {4}\n+ go on\ntaro {7}\n+ go on\nhunter2",
    "PASS hunter2",
    "> PASS hunter2\n< +OK",
    "user taro\npass hunter2\n-ERR no",
    "334 UGFzc3dvcmQ6\naHVudGVyMg==\n535 no",
    "imaps://taro:hunter2@imap.example.com",
    "mailmedic check --password hunter2",
    "Authorization: Bearer ya29.a0AfH6SMBx",
)
ORDINARY = (
    "my password is wrong",
    "Password: ",
    "password: wrong",
    "password: incorrect (535 5.7.8)",
    "password: ********",
    "password is <your password>",
    "password = $PASSWORD",
    "password is case sensitive?",
    "the password is 8 characters long",
    "is the password the same as for webmail",
    "my password is not accepted",
    "my password is my birthday",
    "password:\nServer: imap.example.com",
    "Enter the password for taro@example.com:",
    "password outlook2016",
    "what is an app password",
    "535-5.7.8 Username and Password not accepted. For more information, go to",
    "535 5.7.8 Error: authentication failed: UGFzc3dvcmQ6",
    "Server error: 535 Password authentication failed",
    "this mail wont send",
    "mail does this when sent",
    "pass the salt",
    "PASS ****",
    "PASS",
    "a1 NO LOGIN failed",
    "a1 LOGIN taro ****",
    "250-AUTH LOGIN PLAIN",
    "A LOGIN command failed",
    "AUTH PLAIN",
    "imaps://imap.example.com:993",
    "user name is taro",
    "パスワードは正しいです",
    "パスワードは合っています",
    "パスワードが違いますと出る",
    "「パスワードが違います」と出る",
    "パスワードはIMAPと同じですか",
    "パスワードは8文字です",
    "パスワードは12文字以上です",
    "パスワードはOutlookに保存されています",
    "パスワードは大文字と小文字を区別しますか",
    "パスワード：必須",
    "パスワードがわからない",
    "アプリパスワードとは",
    "",
)


@pytest.mark.parametrize("text", PASSWORDS)
def test_a_password(text: str) -> None:
    """Told in either language, or beside its name."""
    assert FINDER.find(text) is Secret.PASSWORD


@pytest.mark.parametrize("text", APP_PASSWORDS)
def test_an_app_password(text: str) -> None:
    """In the groups in which it was shown."""
    assert FINDER.find(text) is Secret.APP_PASSWORD


@pytest.mark.parametrize("text", LOGS)
def test_a_log(text: str) -> None:
    """A line with which a program logged in."""
    assert FINDER.find(f"It says\n{text}\nand stops") is Secret.LOG


def test_a_key() -> None:
    """Somebody pasted the wrong file."""
    assert FINDER.find("-----BEGIN RSA PRIVATE KEY-----\nMII") is Secret.KEY


@pytest.mark.parametrize("text", ORDINARY)
def test_an_ordinary_text(text: str) -> None:
    """It speaks of passwords and holds none."""
    assert FINDER.find(text) is None


def known_texts(knowledge: Knowledge) -> Iterator[str]:
    """Ways to ask that we know, and what we say ourselves."""
    for language in Language:
        for topic_id in knowledge.topic_ids:
            topic = knowledge.topic(topic_id, language)
            yield from topic.questions if topic else ()
        yield from knowledge.phrases(language).values()
    for path in QUESTIONS.glob("*/*.jsonl"):
        for line in path.read_text("utf-8").splitlines():
            yield from (value for value in json.loads(line).values() if isinstance(value, str))


def test_no_false_alarm(knowledge: Knowledge) -> None:
    """Of many thousand questions and errors none is taken for a secret."""
    assert [text for text in known_texts(knowledge) if FINDER.find(text)] == []


LETTERS = st.text(string.ascii_lowercase, min_size=4, max_size=4)
STRONG = st.text(string.ascii_letters + string.digits, min_size=8, max_size=40).filter(
    lambda one: any(c.isdigit() for c in one) and any(c.isalpha() for c in one)
)


@settings(deadline=None)
@given(st.lists(LETTERS, min_size=4, max_size=4))
def test_any_app_password(groups: list[str]) -> None:
    """Whatever letters it is made of, as long as they are no four ordinary words."""
    common = sum(FINDER.is_common(group) for group in groups)
    assert (FINDER.find(" ".join(groups)) is Secret.APP_PASSWORD) is (common <= 1)


@settings(deadline=None)
@given(STRONG, st.sampled_from(["my password is {}", "パスワードは{}です", "PASS {}", "pw={}"]))
def test_any_strong_password(password: str, sentence: str) -> None:
    """Letters and digits, announced."""
    assert FINDER.find(sentence.format(password)) is not None


@settings(deadline=None)
@given(st.text(max_size=300))
def test_any_text(text: str) -> None:
    """Nothing that is pasted breaks it."""
    assert FINDER.find(text) in (None, *Secret)


@pytest.mark.parametrize(
    "piece", ["password ", "a1 LOGIN ", "A" * 70 + "\n", '"', "abcd ", "pass\n"]
)
def test_a_large_file(piece: str) -> None:
    """A megabyte of what the patterns look for is read to its end."""
    assert FINDER.find(piece * (1_000_000 // len(piece))) in (None, *Secret)


@pytest.mark.parametrize("text", ["user " + "a" * 200_000, "user a" + " a" * 100_000 + "\nx"])
def test_a_long_line_takes_no_longer(text: str) -> None:
    """What is nearly a login is given up at once: the time does not grow with its square."""
    began = time.perf_counter()
    assert FINDER.find(text) is None
    assert time.perf_counter() - began < 5
