"""The form that a wish for a check leads to: whose account, and the password, hidden."""

from __future__ import annotations

from bot.core.model import Field, FieldKind, Form
from knowledge.model import Language
from knowledge.speak import Speaker

CHECK = "check"
"""The form's id."""

ADDRESS, PASSWORD = "address", "password"
"""Its fields. An empty password means a check that stops before the login."""


def check_form(address: str, speaker: Speaker, language: Language) -> Form:
    """The form, with the address filled in where it was named."""
    return Form(
        CHECK,
        speaker.plain("check.form_title", language),
        (
            Field(ADDRESS, speaker.plain("check.form_address", language), value=address),
            Field(PASSWORD, speaker.plain("check.form_password", language), FieldKind.SECRET),
        ),
        speaker.plain("check.form_submit", language),
    )
