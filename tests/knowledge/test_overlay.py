"""A company's own layer over ours: what it says wins, and it is told that it spoke."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.content import ContentError
from knowledge.load import open_knowledge
from knowledge.model import Language
from knowledge.speak import Speaker
from tests.knowledge.conftest import Write, topic

PROVIDER = """kind = "provider"
key = "{key}"
names = {{ en = ["Example"], ja = ["例社"] }}
domains = ["{domain}"]
mx = []
state = "open"
wrong_hosts = []
sources = []
checked = 2026-11-26

[[server]]
protocol = "imap"
host = "mail.{domain}"
port = 993
security = "tls"
user = "address"
auth = ["password"]
"""


def test_a_topic_of_the_company_replaces_ours(lay: Write) -> None:
    """Same id, the company's words, and the layer's name with them."""
    overlay = lay("topics/own/pop3.what.en.md", topic("Ask the office."))
    speaker = Speaker(open_knowledge(overlay))
    spoken = speaker.topic("pop3.what", Language.EN)
    assert (spoken.markdown.strip(), spoken.layer) == ("Ask the office.", "Example Inc.")
    assert speaker.topic("pop3.what", Language.JA).layer == ""


def test_a_row_can_be_corrected_by_one_field(lay: Write) -> None:
    """The overlay's port has its own number, and all else of ours."""
    head = 'kind = "port"\nsources = []\nchecked = 2026-11-26\n\n'
    text = f'{head}[[row]]\nkey = "587"\nnumber = 10587\n'
    row = open_knowledge(lay("facts/ports.toml", text)).rows["port.587"]
    assert row.fields["number"] == 10587
    assert row.fields["alias"] == "submission"
    assert row.layer == "Example Inc."


@pytest.mark.parametrize("linked", ["topics/own", "topics/own/pop3.what.en.md", "facts"])
def test_a_link_out_of_the_layer_is_refused(lay: Write, tmp_path: Path, linked: str) -> None:
    """What is not in the folder is nobody's content: a link could lead to a whole disk."""
    overlay = lay("topics/other/pop3.how.en.md", topic("Ask the office."))
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "pop3.what.en.md").write_text(topic("Not ours."), "utf-8")
    (elsewhere / "replies.toml").write_text("", "utf-8")
    target = elsewhere / "pop3.what.en.md" if linked.endswith(".md") else elsewhere
    (overlay / linked).parent.mkdir(parents=True, exist_ok=True)
    (overlay / linked).symlink_to(target)
    with pytest.raises(ContentError) as refused:
        open_knowledge(overlay)
    assert refused.value.problem.code == "outside"


def test_links_within_the_layer_are_followed_once(lay: Write) -> None:
    """As a volume of Kubernetes has them; one that leads round in a circle ends nothing."""
    overlay = lay("kept/pop3.what.en.md", topic("Ask the office."))
    (overlay / "topics" / "own").mkdir(parents=True)
    (overlay / "topics" / "own" / "pop3.what.en.md").symlink_to("../../kept/pop3.what.en.md")
    (overlay / "topics" / "own" / "round").symlink_to("..", target_is_directory=True)
    found = open_knowledge(overlay).topic("pop3.what", Language.EN)
    assert found is not None
    assert found.layer == "Example Inc."


def test_a_cause_of_the_company_is_asked_for_in_its_words(lay: Write) -> None:
    """What it asks further for a cause leads to the topic that answers for the cause."""
    asked = '"send.delayed" = ["the blue courier dawdles with my parcel of letters"]\n'
    found = open_knowledge(lay("asked/en/own.toml", asked)).find(
        "the blue courier dawdles with my letters", Language.EN
    )
    assert found.matches[0].topic_id == "bounce.delayed"


def test_a_company_can_answer_for_a_cause_itself(lay: Write) -> None:
    """Its own topic names nobody who answers in its place, so it is found itself."""
    text = topic("Ask the mail room.", questions='"where does the blue courier dawdle"')
    knowledge = open_knowledge(lay("topics/own/send.delayed.en.md", text))
    found = knowledge.find("where does the blue courier dawdle", Language.EN)
    assert found.matches[0].topic_id == "send.delayed"


def test_the_companys_provider_is_found_by_its_domain(lay: Write) -> None:
    """Its servers are facts like ours."""
    text = PROVIDER.format(key="example", domain="example.com")
    knowledge = open_knowledge(lay("facts/providers/example.toml", text))
    provider = knowledge.providers.by_domain("example.com")
    assert provider is not None
    assert (provider.servers[0].host, provider.layer) == ("mail.example.com", "Example Inc.")


def test_the_helpdesk_is_named_in_each_language(overlay: Path) -> None:
    """One text for both languages, or one each."""
    settings = overlay / "overlay.toml"
    settings.write_text('name = "Example"\nhelpdesk = "ext. 1234"\n', "utf-8")
    assert open_knowledge(overlay).helpdesk(Language.JA) == "ext. 1234"
    settings.write_text('name = "Example"\nhelpdesk = { en = "ext. 1", ja = "内線1" }\n', "utf-8")
    assert open_knowledge(overlay).helpdesk(Language.JA) == "内線1"


@pytest.mark.parametrize(
    ("name", "text", "code", "line"),
    [
        ("overlay.toml", "", "missing_field", 1),
        ("overlay.toml", 'name = "X"\ncolour = "red"\n', "unknown_field", 2),
        ("overlay.toml", 'name = "X"\nhelpdesk = 5\n', "wrong_type", 2),
        ("overlay.toml", 'name = "X\n', "not_toml", 1),
        ("topics/a/x.en.md", "no front matter", "no_front_matter", 1),
        (
            "topics/a/x.en.md",
            topic("A.").replace("sources", 'answered_by = "no.such"\nsources'),
            "answers_nothing",
            4,
        ),
        (
            "topics/a/x.en.md",
            topic("A.").replace("sources", 'answered_by = "send.delayed"\nsources'),
            "answers_nothing",
            4,
        ),
        ("facts/ports.toml", 'kind = "port"\n[[row]]\nkey = "1"\n', "row_missing_field", 3),
    ],
)
def test_a_faulty_overlay_is_told_by_file_and_line(
    lay: Write, name: str, text: str, code: str, line: int
) -> None:
    """Whoever wrote it finds the place."""
    overlay = lay(name, text)
    with pytest.raises(ContentError) as caught:
        open_knowledge(overlay)
    problem = caught.value.problem
    assert (problem.path, problem.code, problem.line) == (str(overlay / name), code, line)


def test_an_overlay_that_says_a_topic_twice_contradicts_itself(lay: Write) -> None:
    """Two files for one topic: both are named."""
    lay("topics/a/x.en.md", topic("One."))
    overlay = lay("topics/b/x.en.md", topic("Two."))
    with pytest.raises(ContentError) as caught:
        open_knowledge(overlay)
    assert caught.value.problem.code == "topic_twice"
    assert "topics/a/x.en.md" in str(caught.value)


def test_a_domain_belongs_to_one_provider(lay: Write) -> None:
    """Two providers of one overlay cannot both serve a domain."""
    lay("facts/providers/a.toml", PROVIDER.format(key="a", domain="example.com"))
    overlay = lay("facts/providers/b.toml", PROVIDER.format(key="b", domain="example.com"))
    with pytest.raises(ContentError) as caught:
        open_knowledge(overlay)
    assert caught.value.problem.code == "domain_twice"


@pytest.mark.parametrize("fault", ['host = "mail.{domain}"\nport = 0', 'host = "x"\nport = "a"'])
def test_a_provider_that_cannot_be_is_told(lay: Write, fault: str) -> None:
    """A port that no server can have is an error of the file, not of the asker."""
    text = PROVIDER.replace('host = "mail.{domain}"\nport = 993', fault)
    overlay = lay("facts/providers/x.toml", text.format(key="x", domain="example.com"))
    with pytest.raises(ContentError) as caught:
        open_knowledge(overlay)
    assert caught.value.problem.path.endswith("x.toml")
    assert caught.value.problem.code == "provider"


def test_a_folder_that_is_none_is_told(tmp_path: Path) -> None:
    """The overlay's folder does not exist."""
    with pytest.raises(ContentError) as caught:
        open_knowledge(tmp_path / "nowhere")
    assert caught.value.problem.code == "overlay_missing"
