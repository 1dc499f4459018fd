"""The forms, in both languages: they fit where they are shown, and ask for little."""

from __future__ import annotations

from datetime import UTC

import pytest

from bot.core.model import Form
from bot.helpdesk.case_desk import WITH_FORM
from bot.helpdesk.forms import MISSING, Forms
from bot.helpdesk.words import Words
from knowledge.model import Language
from knowledge.speak import Speaker

LABEL, HINT, TITLE, FIELDS, OPTION, OPTIONS, ID = 45, 100, 45, 5, 75, 25, 90
"""What the narrowest platform takes."""


def forms_of(speaker: Speaker, language: Language) -> list[Form]:
    """All of them, as long as they get."""
    forms = Forms(Words(speaker, UTC))
    number = 99_999
    return [
        forms.open("a" * 64, "text", MISSING[:2], language, checked=True),
        forms.open("", "", MISSING[2:], language, checked=False),
        forms.triage("text", MISSING[:2], language),
        forms.snooze(number, language),
        *(forms.of(act, number, language) for act in sorted(WITH_FORM)),
    ]


@pytest.mark.parametrize("language", list(Language))
def test_they_fit(speaker: Speaker, language: Language) -> None:
    """Titles, labels, hints, options: nothing is cut."""
    for form in forms_of(speaker, language):
        assert len(form.title) <= TITLE, form.title
        assert len(form.id) <= ID
        assert 1 <= len(form.fields) <= FIELDS
        assert len({field.id for field in form.fields}) == len(form.fields)
        for field in form.fields:
            assert 0 < len(field.label) <= LABEL, field.label
            assert len(field.hint) <= HINT, field.hint
            assert len(field.options) <= OPTIONS
            assert all(len(option.label) <= OPTION for option in field.options)
