"""Answers: one topic in words, and what is near it, in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.core.answer import Answer, Answerer
from bot.core.markup import parse, parse_inline
from bot.core.model import Block, Bullets, Choices, Heading, Note, Picture, Steps, Text, Tone
from bot.core.plain import plain, plain_spans
from bot.core.route import Question
from knowledge.causes import Cause
from knowledge.load import Knowledge, open_knowledge
from knowledge.model import Found, Language, Match
from knowledge.speak import Speaker
from tests.bot.overlays import COMPANY, HELPDESK, company

EN, JA = Language.EN, Language.JA

QUESTIONS = [
    (EN, "what's the difference between pop3 and imap4", "pop3_and_imap4"),
    (JA, "POP3とIMAP4の違いは?", "pop3_and_imap4"),
    (EN, "what's port 143?", "port.143"),
    (JA, "１４３番ポートって何", "port.143"),
]


@pytest.mark.parametrize(("language", "question", "topic"), QUESTIONS)
def test_a_question_is_answered(
    language: Language, question: str, topic: str, answerer: Answerer
) -> None:
    """With its topic, where that comes from, and how sure we are."""
    answer = answerer.answer(question, language)
    assert (answer.answered, answer.topic, answer.reply.language) == (True, topic, language)
    assert answer.title
    assert answer.sources
    assert 0.5 < answer.confidence <= 1
    assert answer.causes == ()


@pytest.mark.parametrize("language", Language)
def test_a_doubtful_answer_offers_what_else_may_be_meant(
    language: Language, answerer: Answerer, speaker: Speaker
) -> None:
    """Before what to read on, two of them with what they begin with; who is sure does not."""
    near = ("pop3.what", "imap4.what", "smtp.what")
    matches = tuple(Match(topic, 0.3) for topic in near)

    def answered(confidence: float) -> tuple[Block, ...]:
        found = Found(True, (Match("pop3_and_imap4", confidence), *matches))
        return answerer.answer_to(Question(found), language).reply.blocks

    doubtful, sure = answered(0.4), answered(0.9)
    (*_, told, offered) = (block for block in doubtful if block not in sure)
    instead = Text(parse_inline(speaker.phrase("answers.instead", language)))
    assert instead in doubtful
    assert isinstance(offered, Choices)
    assert [choice.message for choice in offered.choices] == [f"topic:{one}" for one in near]
    assert isinstance(told, Bullets)
    for topic, item in zip(near, told.items, strict=False):
        title, first = plain_spans(item).split("\n", 1)
        page = answerer.topic(topic, language)
        assert (title, len(told.items)) == (page.title, 2)
        assert page.text.startswith(first)
    assert instead not in sure
    assert sure[-1] == doubtful[-1]
    hardly = answered(0.59)  # so much surer than the others that they are only offered
    assert instead not in hardly
    assert Choices(instead.spans, offered.choices) in hardly


NAMED = [
    (EN, "my yahoo mailbox is locked", "provider.yahoo"),
    (EN, "the mailbox at comcast is full", "provider.comcast"),
    (JA, "OCNのメールが受信できない。サンダーバード", "provider.ocn"),
]


@pytest.mark.parametrize(("language", "question", "page"), NAMED)
def test_the_page_of_a_service_that_is_named_is_offered(
    language: Language, question: str, page: str, answerer: Answerer
) -> None:
    """First of what to read on, once, whether the text is a question or an error to be read."""
    answer = answerer.answer(question, language)
    assert answer.topic != page
    assert page in answer.related
    offered = [
        choice.message
        for block in answer.reply.blocks
        if isinstance(block, Choices)
        for choice in block.choices
    ]
    assert offered.count(f"topic:{page}") == 1


@pytest.mark.parametrize(
    ("language", "question", "topic", "fact"),
    [
        (
            EN,
            "my icloud password is refused in thunderbird",
            "auth.app_password_required",
            "imap.mail.me.com",
        ),
        (EN, "set up Thunderbird for GMX", "setup.thunderbird", "imap.gmx.net"),
        (
            JA,
            "iCloudのメールにログインできない、パスワードが違うと出る",
            "auth.app_password_required",
            "imap.mail.me.com",
        ),
        (JA, "サンダーバードでOCNを設定", "setup.thunderbird", "imap.ocn.ne.jp"),
    ],
)
def test_what_holds_at_the_service_that_is_named_is_told(
    language: Language, question: str, topic: str, fact: str, answerer: Answerer
) -> None:
    """Under its name, after the answer by itself and before the steps; its sources are named."""
    answer = answerer.answer(question, language)
    assert answer.topic == topic
    kinds = [type(block) for block in answer.reply.blocks]
    assert kinds[:5] == [Heading, Text, Heading, Text, Bullets]
    assert fact in plain(answer.reply.blocks[3:4])
    assert set(answer.sources) > set(answerer.topic(topic, language).sources)
    (note,) = (b for b in answer.reply.blocks if isinstance(b, Note) and b.tone is Tone.SOURCE)
    assert {source.url for source in answer.sources} <= {span.href for span in note.spans}


@pytest.mark.parametrize(
    "question",
    [
        "my gmail went to spam at yahoo, it is marked as phishing",
        "login failed, is it the gmail or the yahoo password",
        "login failed",
    ],
)
def test_nothing_is_told_of_services_where_it_does_not_matter(
    question: str, answerer: Answerer
) -> None:
    """Nor where two are named, of which nobody knows which one has the trouble."""
    answer = answerer.answer(question, EN)
    headings = [plain_spans(b.text) for b in answer.reply.blocks if isinstance(b, Heading)]
    assert answer.answered
    assert not {"Gmail", "Yahoo Mail"}.intersection(headings)


def test_a_services_own_page_does_not_lead_to_itself(answerer: Answerer) -> None:
    """What is answered is not offered besides."""
    answer = answerer.answer("comcast email settings", EN)
    assert answer.topic == "provider.comcast"
    assert "provider.comcast" not in answer.related


@pytest.mark.parametrize("language", Language)
def test_the_order_of_a_whole_answer(language: Language, answerer: Answerer) -> None:
    """Title, the answer by itself, picture, steps, details, sources, what to read on."""
    kinds = [type(block) for block in answerer.topic("pop3_and_imap4", language).reply.blocks]
    assert kinds[:3] == [Heading, Text, Picture]
    assert Steps in kinds
    assert kinds[-2:] == [Note, Choices]


@pytest.mark.parametrize("language", Language)
def test_a_brief_answer_offers_the_rest(
    language: Language, knowledge: Knowledge, speaker: Speaker
) -> None:
    """No details and no sources, but a choice that leads there, first."""
    brief = Answerer(knowledge, speaker, brief=True).topic("pop3_and_imap4", language)
    assert not any(isinstance(b, Note) and b.tone is Tone.SOURCE for b in brief.reply.blocks)
    assert speaker.plain("answers.details", language) not in _headings(brief)
    choices = brief.reply.blocks[-1]
    assert isinstance(choices, Choices)
    assert choices.choices[0].message == "details:pop3_and_imap4"
    assert [choice.message for choice in choices.choices[1:]] == [
        f"topic:{id_}" for id_ in brief.related
    ]


@pytest.mark.parametrize("language", Language)
def test_the_details(language: Language, answerer: Answerer, speaker: Speaker) -> None:
    """What a brief answer left out, from its heading to the sources."""
    details = answerer.details("pop3_and_imap4", language)
    assert speaker.plain("answers.details", language) in _headings(details)
    assert any(isinstance(b, Note) and b.tone is Tone.SOURCE for b in details.reply.blocks)
    assert not any(isinstance(block, Picture | Steps) for block in details.reply.blocks)


@pytest.mark.parametrize("language", Language)
def test_a_pasted_error(language: Language, answerer: Answerer) -> None:
    """The likeliest cause's topic, the line that decided, and what else it can be."""
    answer = answerer.answer("535 5.7.8 Error: authentication failed", language)
    assert answer.topic == "auth.wrong_credentials"
    assert answer.causes[0] is Cause.AUTH_WRONG_CREDENTIALS
    assert isinstance(answer.reply.blocks[1], Note)
    assert "535 5.7.8 Error: authentication failed" in plain_spans(answer.reply.blocks[1].spans)


@pytest.mark.parametrize(
    ("language", "text", "quoted"),
    [
        (EN, "my account has been suspended it says", False),
        (JA, "アカウントロックされた", False),
        (EN, "535 5.7.8 authentication failed", True),
        (JA, "送信できません\n535 5.7.8 authentication failed", True),
    ],
)
def test_what_everybody_sees_is_not_quoted(
    language: Language, text: str, quoted: bool, answerer: Answerer
) -> None:
    """The line that decided is told where others stand beside it, or a code is in it."""
    second = answerer.answer(text, language).reply.blocks[1]
    assert isinstance(second, Note) is quoted


TOLD_AT_LENGTH = {
    EN: (
        "since tuesday my program at home says 535 5.7.8 authentication failed whenever I send to "
        "our club, and we tried it on the old laptop and on the new one with the same result"
    ),
    JA: (
        "先週から家のパソコンで町内会あてに送ろうとすると"
        "535 5.7.8 authentication failedと出てしまい、古いパソコンと新しいパソコンの"
        "両方で試しましたが結果は同じで、どうすればいいか教えてください。"
    ),
}


@pytest.mark.parametrize(("language", "story"), TOLD_AT_LENGTH.items())
def test_what_a_person_tells_at_length_is_not_quoted(
    language: Language, story: str, answerer: Answerer
) -> None:
    """It was read as an error, but it is no line that a program printed."""
    printed = "535 5.7.8 authentication failed"
    told, quoted = (answerer.answer(text, language) for text in (story, f"hello\n{printed}"))
    assert told.topic == quoted.topic == "auth.wrong_credentials"
    assert not any(isinstance(block, Note) for block in told.reply.blocks[:2])
    assert printed in plain(quoted.reply.blocks[1:2])


@pytest.mark.parametrize(
    ("question", "topic"),
    [
        ("my password is refused", "auth.wrong_credentials"),
        ("my password is refused at yahoo", "auth.app_password_required"),
        ("my password is refused at comcast", "auth.wrong_credentials"),
    ],
)
def test_a_refused_password_means_what_it_means_at_the_service(
    question: str, topic: str, answerer: Answerer
) -> None:
    """Where a service takes no ordinary password, another kind is wanted."""
    assert answerer.answer(question, EN).topic == topic


@pytest.mark.parametrize("language", Language)
def test_the_line_that_decided_is_data(language: Language, answerer: Answerer) -> None:
    """Markup in a pasted line is shown, not obeyed, and it is cut where it is endless."""
    line = "535 5.7.8 authentication failed **bold** [x](https://evil.example) `code`" + "x" * 500
    note = answerer.answer(line, language).reply.blocks[1]
    assert isinstance(note, Note)
    assert not any(span.href for span in note.spans)
    assert len(plain_spans(note.spans)) < 400


@pytest.mark.parametrize(
    ("language", "question"),
    [(EN, "what is the weather tomorrow"), (JA, "今日の晩ごはんは何"), (EN, "qwxz vbnm")],
)
def test_what_we_do_not_know(language: Language, question: str, answerer: Answerer) -> None:
    """Says so, and what we are there for; never an answer."""
    answer = answerer.answer(question, language)
    assert not answer.answered
    assert (answer.topic, answer.confidence, answer.sources) == ("", 0.0, ())
    assert isinstance(answer.reply.blocks[0], Heading)
    assert answer.text


@pytest.mark.parametrize(
    ("language", "question"), [(EN, "error 999 in smtp"), (JA, "ぽんぽんテレコムのimapサーバー名")]
)
def test_what_nobody_here_can_know(language: Language, question: str, answerer: Answerer) -> None:
    """Says so, and names a person who may."""
    answer = answerer.answer(question, language)
    assert not answer.answered
    assert isinstance(answer.reply.blocks[-1], Note)


@pytest.mark.parametrize("language", Language)
def test_what_is_near_is_offered(language: Language, answerer: Answerer) -> None:
    """Not sure: the nearest topics as choices, and their titles in the text too."""
    answer = answerer.unknown(["pop3.what", "imap4.what", "no.such_topic"], language)
    choices = next(block for block in answer.reply.blocks if isinstance(block, Choices))
    assert answer.related == ("pop3.what", "imap4.what")
    assert all(choice.label in answer.text for choice in choices.choices)


@pytest.mark.parametrize(
    ("text", "language", "key"),
    [
        ("hello", EN, "greeting"),
        ("こんにちは", JA, "greeting"),
        ("thanks", EN, "thanks"),
        ("ありがとう", JA, "thanks"),
        ("", EN, "empty"),
        ("　", JA, "empty"),
    ],
)
def test_small_talk(
    text: str, language: Language, key: str, answerer: Answerer, speaker: Speaker
) -> None:
    """A sentence, and no claim to have answered a question."""
    answer = answerer.answer(text, language)
    assert not answer.answered
    assert answer.text == plain(parse(speaker.phrase(f"answers.{key}", language)))


@pytest.mark.parametrize(
    ("text", "language", "topic"),
    [
        ("help", EN, "what_mailmedic_is"),
        ("使い方", JA, "what_mailmedic_is"),
        ("check taro@example.com", EN, "check.what_it_does"),
        ("taro@example.com をチェック", JA, "check.what_it_does"),
    ],
)
def test_wishes_are_explained(
    text: str, language: Language, topic: str, answerer: Answerer
) -> None:
    """Where no check can be run, how to ask for one."""
    assert answerer.answer(text, language).topic == topic


@pytest.mark.parametrize(
    ("text", "hint", "language"),
    [
        ("what's port 143?", JA, EN),
        ("ポート143", EN, JA),
        ("143", JA, JA),
        ("143", EN, EN),
        ("535 5.7.8 Error: authentication failed", JA, JA),
        ("535 5.7.8 Error: authentication failed", EN, EN),
        ("Outlook says 0x800CCC0E", JA, EN),
        ("535 5.7.8 authentication failed と出る", EN, JA),
        ("check taro@example.com", JA, JA),
        ("check taro@example.com", EN, EN),
    ],
)
def test_the_language_of_the_answer(
    text: str, hint: Language, language: Language, answerer: Answerer
) -> None:
    """The question's own; a pasted error and the name of a command do not change it."""
    assert answerer.language_for_person(text, hint) is language


@pytest.mark.parametrize("language", Language)
def test_a_code_by_itself_names_its_causes(language: Language, answerer: Answerer) -> None:
    """The row of a reply code tells what it can come from."""
    answer = answerer.topic("status.X.7.8", language)
    assert Cause.AUTH_WRONG_CREDENTIALS in answer.causes


@pytest.mark.parametrize("language", Language)
def test_a_company_speaks_through_its_overlay(language: Language, tmp_path: Path) -> None:
    """Its topic takes the place of ours, the answer says so, and its helpdesk is named."""
    knowledge = open_knowledge(company(tmp_path))
    answerer = Answerer(knowledge, Speaker(knowledge))
    answer = answerer.topic("settings_needed", language)
    assert "mail.example.com" in answer.text
    assert COMPANY in answer.text
    assert HELPDESK[language] in answerer.unknown([], language).text


def test_every_topic_can_be_answered(
    knowledge: Knowledge, speaker: Speaker, answerer: Answerer
) -> None:
    """In both languages, with a title, words and no markup left over."""
    for topic_id in (*knowledge.topic_ids, *knowledge.rows):
        for language in Language:
            if speaker.has(topic_id, language):
                answer = answerer.topic(topic_id, language)
                assert answer.title, topic_id
                assert answer.text, topic_id
                assert "**" not in answer.text, topic_id
                assert "{{" not in answer.text, topic_id


def test_bullets_and_steps_are_not_mixed_up(answerer: Answerer) -> None:
    """The steps of a cause are numbered, its details are not."""
    kinds = [type(b) for b in answerer.topic("auth.wrong_credentials", EN).reply.blocks]
    assert kinds.index(Steps) < kinds.index(Bullets)


def _headings(answer: Answer) -> list[str]:
    return [plain_spans(block.text) for block in answer.reply.blocks if isinstance(block, Heading)]
