"""What a message wants, in both languages."""

from __future__ import annotations

import pytest

from bot.core.route import (
    Chat,
    CheckWanted,
    Empty,
    ErrorToRead,
    Question,
    found_at_service,
    route,
)
from knowledge.causes import Cause
from knowledge.fold import language_of
from knowledge.load import Knowledge
from knowledge.model import Found, Language, Match

EN, JA = Language.EN, Language.JA


@pytest.mark.parametrize("text", ["", "   ", "\n\t\n", "\x00", "　"])
@pytest.mark.parametrize("language", Language)
def test_nothing_was_said(text: str, language: Language, knowledge: Knowledge) -> None:
    """Blanks of any kind and control characters are nothing."""
    assert route(text, language, knowledge) == Empty()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("hello", "greeting"),
        ("Good morning!", "greeting"),
        ("こんにちは", "greeting"),
        ("お世話になっております。", "greeting"),
        ("thanks a lot", "thanks"),
        ("Thanks, that worked!", "thanks"),
        ("ok great, thank you so much", "thanks"),
        ("thanks for your help", "thanks"),
        ("ありがとうございました！", "thanks"),
        ("help", "help"),
        ("?", "help"),
        ("What can you do?", "help"),
        ("使い方", "help"),
        ("ヘルプ", "help"),
        ("ﾍﾙﾌﾟ", "help"),
        ("何ができますか？", "help"),
    ],
)
def test_small_talk(text: str, kind: str, knowledge: Knowledge) -> None:
    """Greetings, thanks and calls for help, by whatever width and case they are written in."""
    assert route(text, language_of(text), knowledge) == Chat(kind)


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("check taro@example.com", "taro@example.com"),
        ("please check my account taro@example.com", "taro@example.com"),
        ("Test Taro.Yamada@Example.COM", "Taro.Yamada@Example.COM"),
        ("check my account", ""),
        ("taro@example.com をチェック", "taro@example.com"),
        ("taro@example.comをチェックして", "taro@example.com"),
        ("ｔａｒｏ＠ｅｘａｍｐｌｅ．ｃｏｍ をチェック", "taro@example.com"),
        ("taro@example.co.jp を調べてください", "taro@example.co.jp"),
        ("チェックして taro@example.com", "taro@example.com"),
        ("チェック taro@example.com", "taro@example.com"),
        ("チェックして", ""),
        ("アカウントをチェックしてください", ""),
        ("メールの設定を確認して", ""),
    ],
)
def test_a_check_is_wanted(text: str, address: str, knowledge: Knowledge) -> None:
    """With the address as it was typed, but in half width: a user name may depend on its case."""
    assert route(text, language_of(text), knowledge) == CheckWanted(address)


@pytest.mark.parametrize(
    "text",
    [
        "taro@example.com cannot receive mail",
        "taro@example.com から届かない",
        "how do I check whether I use POP or IMAP",
        "チェックって何をするの",
        "taro@example.com の確認ができない",
        "taro@example.com をチェックしたけど届かない",
    ],
)
def test_no_check_is_wanted(text: str, knowledge: Knowledge) -> None:
    """An address or the word in a sentence is not a wish for a check."""
    assert not isinstance(route(text, language_of(text), knowledge), CheckWanted)


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("outlook error 0x800ccc0e", Cause.NET_CANNOT_CONNECT),
        ("Outlookで0x800CCC0Eが出る", Cause.NET_CANNOT_CONNECT),
        ("0x800CCC0F", Cause.NET_RESET),
        ("535 5.7.8 Error: authentication failed", Cause.AUTH_WRONG_CREDENTIALS),
        ("A1 NO [AUTHENTICATIONFAILED] Invalid credentials", Cause.AUTH_WRONG_CREDENTIALS),
        ("-ERR [IN-USE] mailbox is locked", Cause.MAILBOX_IN_USE),
        (
            "送信しようとすると\n554 5.7.1 <a@b.example>: Relay access denied\nと出ます",
            Cause.SEND_RELAY_DENIED,
        ),
        ("550 5.1.1 User unknown ってなに", Cause.SEND_RECIPIENT_UNKNOWN),
    ],
)
def test_a_pasted_error_is_read(text: str, cause: Cause, knowledge: Knowledge) -> None:
    """Alone or within a sentence, the likeliest cause first."""
    intent = route(text, language_of(text), knowledge)
    assert isinstance(intent, ErrorToRead)
    assert intent.readings[0].cause is cause


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("535 5.7.8 authentication failed (gmail)", Cause.AUTH_APP_PASSWORD_REQUIRED),
        ("535 authentication failed, imap.gmail.com", Cause.AUTH_APP_PASSWORD_REQUIRED),
        ("hotmail: 535 5.7.8 authentication failed", Cause.AUTH_OAUTH_REQUIRED),
        ("さくら 535 5.7.8 authentication failed", Cause.AUTH_WRONG_CREDENTIALS),
        ("gmail to hotmail: 535 5.7.8 authentication failed", Cause.AUTH_WRONG_CREDENTIALS),
    ],
)
def test_a_provider_tells_which_password_is_wanted(
    text: str, cause: Cause, knowledge: Knowledge
) -> None:
    """Where the provider takes no ordinary password, a refused one is not mistyped."""
    intent = route(text, language_of(text), knowledge)
    assert isinstance(intent, ErrorToRead)
    assert intent.readings[0].cause is cause


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("mailbox full but i deleted everything", Cause.MAILBOX_OVER_QUOTA),
        ("quota exceeded but inbox is empty", Cause.MAILBOX_OVER_QUOTA),
        ("552 5.2.2 mailbox full", Cause.SEND_RECIPIENT_OVER_QUOTA),
    ],
)
def test_what_else_is_said_tells_whose_mailbox_is_full(
    text: str, cause: Cause, knowledge: Knowledge
) -> None:
    """One row stands for both."""
    intent = route(text, EN, knowledge)
    assert isinstance(intent, ErrorToRead)
    assert intent.readings[0].cause is cause


@pytest.mark.parametrize(
    ("topic", "services", "told"),
    [
        ("auth.app_password_required", ("outlook_com",), "auth.oauth_required"),
        ("auth.wrong_credentials", ("gmail",), "auth.app_password_required"),
        ("auth.app_password_required", ("icloud",), "auth.app_password_required"),
        ("auth.wrong_credentials", ("sakura",), "auth.wrong_credentials"),
        ("auth.app_password_required", ("outlook_com", "gmail"), "auth.app_password_required"),
        ("app_password.what", ("outlook_com",), "app_password.what"),
    ],
)
def test_what_was_found_means_at_a_service_what_it_can_mean_there(
    topic: str, services: tuple[str, ...], told: str, knowledge: Knowledge
) -> None:
    """Nobody is told to make an app password where none is taken."""
    rows = tuple(f"provider.{service}" for service in services)
    found = Found(True, (Match(topic, 0.9), Match("auth.oauth_required", 0.4)), services=rows)
    first, *others = (match.topic_id for match in found_at_service(found, knowledge).matches)
    assert first == told
    assert first not in others


@pytest.mark.parametrize(
    ("text", "language", "topic"),
    [
        ("what's port 143?", EN, "port.143"),
        ("POP3とIMAP4の違いは?", JA, "pop3_and_imap4"),
        ("ﾎﾟｰﾄ９９３って何", JA, "port.993"),
        ("what is the difference between pop and imap", EN, "pop3_and_imap4"),
    ],
)
def test_a_question_is_looked_up(
    text: str, language: Language, topic: str, knowledge: Knowledge
) -> None:
    """Everything else is a question, with what retrieval found."""
    intent = route(text, language, knowledge)
    assert isinstance(intent, Question)
    assert intent.found.answered
    assert intent.found.matches[0].topic_id == topic


@pytest.mark.parametrize(
    ("text", "language"),
    [("what is the weather tomorrow", EN), ("今日の晩ごはんは何", JA), ("zxcvb qwerty", EN)],
)
def test_what_we_do_not_know(text: str, language: Language, knowledge: Knowledge) -> None:
    """A question from elsewhere is not answered."""
    intent = route(text, language, knowledge)
    assert isinstance(intent, Question)
    assert not intent.found.answered


def test_a_long_text_is_no_small_talk(knowledge: Knowledge) -> None:
    """However it begins: only what is short can be a wish besides an answer."""
    assert not isinstance(route("help\n" + "x " * 3000, EN, knowledge), Chat)
