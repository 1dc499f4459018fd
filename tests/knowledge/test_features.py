"""What a text says apart from how it is asked: sizes, and pleas to whoever may answer."""

from __future__ import annotations

import pytest

from knowledge.entities import Entities
from knowledge.fold import fold
from knowledge.load import Knowledge, open_knowledge
from knowledge.model import Language
from knowledge.search.asking import without_pleas
from knowledge.search.concepts import table
from knowledge.search.features import features


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    """What we ship."""
    return open_knowledge()


def found(knowledge: Knowledge, text: str, language: Language) -> dict[str, float]:
    """A text's features."""
    named: Entities = knowledge.entities(text)
    return features(text, table(knowledge._data["concepts"], language), named)


@pytest.mark.parametrize("size", ["2mb", "2 MB", "２ＭＢ", "2 mb"])
@pytest.mark.parametrize("language", list(Language))
def test_a_size_is_a_size(knowledge: Knowledge, size: str, language: Language) -> None:
    """Whether or not a blank stands before its unit, and however wide it is."""
    assert "§too_big" in found(knowledge, f"attachment over {size} never goes", language)


def test_letters_behind_a_figure_are_no_unit(knowledge: Knowledge) -> None:
    """Only where the unit ends there."""
    assert "2mbox" in found(knowledge, "file 2mbox", Language.EN)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("受信できません。どうしたらいいですか", "受信できません。"),
        ("送信エラーの解除方法を教えて下さい。よろしくお願いします", "送信えらーの解除。"),
        (
            "すみませんが、どなたか詳しい方いらっしゃいましたら、容量の増やし方を教えていただけませんか",
            "、、容量の増やし方",
        ),
        ("初心者です。パスワードがわからなくて困っています", "。ぱすわーどがわからなくて"),
    ],
)
def test_pleas_say_nothing(asked: str, said: str) -> None:
    """Greetings, thanks and pleas go; what is asked stays."""
    assert without_pleas(fold(asked)).replace(" ", "") == fold(said)


@pytest.mark.parametrize(
    "said",
    ["方法2で送る", "相談窓口の番号", "質問箱", "お願い事", "初心者マーク", "困難", "大事なメール"],
)
def test_what_only_begins_like_a_plea_stays(said: str) -> None:
    """Words of which a plea is a part."""
    assert without_pleas(fold(said)) == fold(said)
