"""Discord's limits: the checker sees each, and no reply goes beyond one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings

from bot.adapters.discord.limits import faults, modal_faults, walk
from bot.adapters.discord.modal import modal
from bot.adapters.discord.offers import Offers
from bot.adapters.discord.parts import (
    Container,
    Display,
    Download,
    Entry,
    Gallery,
    Image,
    Link,
    Menu,
    Modal,
    Option,
    Page,
    Part,
    Pick,
    Press,
    Row,
    Section,
)
from bot.adapters.discord.render import render
from bot.adapters.discord.words import Words, words
from bot.core.answer import Answerer
from bot.core.model import Attachment, Form, Reply
from knowledge.load import Knowledge
from knowledge.model import Language
from knowledge.speak import Speaker
from tests.bot.adapters.discord.replies import form, replies

WORDS = Words(
    more=lambda page, pages: f"More {page}/{pages}",
    follow_up="Ask more",
    share="Show",
    keep="Keep",
    open_form="Open",
    show="Show",
    pick="Choose",
)
KEY = "k" * 12
OFFERS = Offers(follow_up=True, share="a" * 12, keep="a" * 12)


def pictures(name: str, _language: Language) -> bytes | None:
    """One picture is there, the others are not."""
    return b"png" if name == "known" else None


def all_pages(reply: Reply, spoken: Words = WORDS) -> Iterator[Page]:
    """Every page of a reply, until one has no button to go on."""
    for number in range(200):
        page = render(reply, spoken, pictures, key=KEY, page=number, offers=OFFERS)
        yield page
        if not any(isinstance(p, Press) and p.id.startswith("m:") for p in walk(page.parts)):
            return
    raise AssertionError("the pages do not end")


def page(*parts: Part, files: tuple[Attachment, ...] = ()) -> Page:
    """A page of these parts."""
    return Page(parts, files)


def press(id_: str = "p:x", label: str = "x") -> Press:
    """A button."""
    return Press(label, id_)


def row_of(number: int) -> Row:
    """A row of so many buttons."""
    return Row(tuple(press(f"p:{n}") for n in range(number)))


def options(number: int) -> tuple[Option, ...]:
    """So many options."""
    return tuple(Option("x", str(n)) for n in range(number))


TEXT = Display("x")
FINE = (
    page(Display("あ" * 4_000)),
    page(Display("😀" * 4_000)),
    page(*(Display("x" * 100) for _ in range(40))),
    page(Container((TEXT, row_of(5), Section((TEXT, TEXT, TEXT), Link("x", "https://e.jp"))))),
    page(Row((Menu("l:0", options(25), "x" * 150),))),
    page(Row((press("p:" + "日" * 98, "絵" * 80),))),
    page(Gallery((Image("a.png", "x" * 1_024),)), files=(Attachment("a.png", b""),)),
    page(Download("a.txt"), files=(Attachment("a.txt", b""),)),
)
REFUSED = {
    "nothing": page(),
    "an empty text": page(Display(" \n")),
    "a text too long": page(Display("x" * 4_001)),
    "texts too long in sum": page(Display("x" * 2_001), Container((Display("x" * 2_000),))),
    "41 parts": page(*(Display("x") for _ in range(41))),
    "41 parts, nested": page(Container((*(TEXT for _ in range(34)), row_of(5)))),
    "six buttons": page(row_of(6)),
    "an empty row": page(Row(())),
    "a menu beside a button": page(Row((Menu("l:0", options(1)), press()))),
    "26 options": page(Row((Menu("l:0", options(26)),))),
    "no options": page(Row((Menu("l:0", ()),))),
    "an option twice": page(Row((Menu("l:0", (Option("a", "x"), Option("b", "x"))),))),
    "an option's label": page(Row((Menu("l:0", (Option("a" * 101, "x"),)),))),
    "an option's value": page(Row((Menu("l:0", (Option("a", "x" * 101),)),))),
    "a placeholder": page(Row((Menu("l:0", options(1), "x" * 151),))),
    "a custom_id twice": page(Row((press("p:1"),)), Container((Row((press("p:1"),)),))),
    "a custom_id too long": page(Row((press("p" * 101),))),
    "no custom_id": page(Row((press(""),))),
    "a label too long": page(Row((press(label="x" * 81),))),
    "no label": page(Row((press(label=" "),))),
    "a link too long": page(Row((Link("x", "https://e.jp/" + "x" * 500),))),
    "a link that is none": page(Row((Link("x", "javascript:x"),))),
    "a section of four": page(Section((TEXT,) * 4, press())),
    "a section of none": page(Section((), press())),
    "an empty container": page(Container(())),
    "a container in one": page(Container((Container((TEXT,)),))),  # type: ignore[arg-type]
    "a colour": page(Container((TEXT,), 0x1000000)),
    "an empty gallery": page(Gallery(())),
    "a picture without words": page(Gallery((Image("a", " "),)), files=(Attachment("a", b""),)),
    "a picture that is not there": page(Gallery((Image("a.png", "x"),))),
    "a file that nothing shows": page(TEXT, files=(Attachment("a.txt", b""),)),
    "a file's name": page(Download("あ.txt"), files=(Attachment("あ.txt", b""),)),
}  # fmt: skip


@pytest.mark.parametrize("good", FINE, ids=range(len(FINE)))
def test_the_checker_lets_the_limit_itself_pass(good: Page) -> None:
    """What is exactly as large as it may be is fine, counted in characters."""
    assert faults(good) == []


@pytest.mark.parametrize("name", REFUSED)
def test_the_checker_sees(name: str) -> None:
    """Whatever Discord refuses."""
    assert faults(REFUSED[name])


def entry(id_: str = "a", **more: str) -> Entry:
    """A field of a form."""
    return Entry(id_, more.pop("label", "x"), **more)  # type: ignore[arg-type]


REFUSED_FORMS = {
    "a title too long": Modal("form:x", "x" * 46, (entry(),)),
    "no title": Modal("form:x", "", (entry(),)),
    "no field": Modal("form:x", "x", ()),
    "six fields": Modal("form:x", "x", tuple(entry(str(n)) for n in range(6))),
    "a field twice": Modal("form:x", "x", (entry(), entry())),
    "an id": Modal("x" * 101, "x", (entry(),)),
    "a label": Modal("form:x", "x", (entry(label="x" * 46),)),
    "a hint": Modal("form:x", "x", (entry(hint="x" * 101),)),
    "a value": Modal("form:x", "x", (entry(value="x" * 4_001),)),
    "no options": Modal("form:x", "x", (Pick("a", "x", ()),)),
}


@pytest.mark.parametrize("name", REFUSED_FORMS)
def test_the_checker_sees_in_a_form(name: str) -> None:
    """Whatever Discord refuses."""
    assert modal_faults(REFUSED_FORMS[name])


@given(replies)
@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_reply_fits(reply: Reply) -> None:
    """Each page of whatever can be said is taken by Discord."""
    for number, shown in enumerate(all_pages(reply)):
        assert faults(shown) == [], number


@given(form)
@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_form_fits(asked: Form) -> None:
    """Whatever can be asked for."""
    assert modal_faults(modal(asked)) == []


@pytest.mark.parametrize("language", Language)
def test_all_that_we_know_fits(knowledge: Knowledge, speaker: Speaker, language: Language) -> None:
    """Every topic and row, brief, whole and its details, in words of this face."""
    spoken = words(speaker, language)
    brief, whole = (Answerer(knowledge, speaker, brief=brief) for brief in (True, False))
    for topic in (*knowledge.topic_ids, *knowledge.rows):
        if not speaker.has(topic, language):
            continue
        for reply in (
            brief.topic(topic, language).reply,
            whole.topic(topic, language).reply,
            brief.details(topic, language).reply,
        ):
            for shown in all_pages(reply, spoken):
                assert faults(shown) == [], topic
