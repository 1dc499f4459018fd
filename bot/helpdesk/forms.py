"""The forms of the helpdesk: each asks for as little as will do, and all at once."""

from __future__ import annotations

from bot.core.model import Choice, Field, FieldKind, Form
from bot.helpdesk.outage_model import SNOOZES
from bot.helpdesk.roles import Act
from bot.helpdesk.states import CHOSEN
from bot.helpdesk.words import Words
from knowledge.model import Language

WORDS, REPORT, TEXT, NOTE, REASON, TO, HOURS = (
    "words",
    "report",
    "text",
    "note",
    "reason",
    "to",
    "hours",
)
YES, NO = "yes", "no"
MISSING = ("error", "address", "program", "since")
"""What a helpdesk asks next, as ``triage.missing`` calls it; fields of the same names."""


class Forms:
    """Makes forms. A form's id says what its submission does (``case:ask:12``)."""

    def __init__(self, words: Words) -> None:
        self._words = words

    def open(
        self, answer: str, text: str, missing: tuple[str, ...], language: Language, *, checked: bool
    ) -> Form:
        """What somebody hands to the helpdesk: they see all of it, and may change or strike it."""
        fields = self._told(text, missing, language)
        if checked:
            yes_no = tuple(
                Choice(self._words.plain(f"form.option.{value}", language), value)
                for value in (YES, NO)
            )
            label = self._label(REPORT, language)
            fields.append(Field(REPORT, label, FieldKind.CHOICE, YES, yes_no, required=True))
        return self._form(f"case:open:{answer}", "open", tuple(fields), language)

    def triage(self, text: str, missing: tuple[str, ...], language: Language) -> Form:
        """A report that is to be read, and what is missing in it."""
        fields = tuple(self._told(text, missing, language))
        return self._form("triage", "triage", fields, language)

    def of(self, act: Act, number: int, language: Language) -> Form:
        """The form of an act that has one. KeyError for others."""
        forms = {
            Act.ASK: self.ask,
            Act.REPLY: self.reply,
            Act.STILL: self.still,
            Act.HANDOVER: self.handover,
            Act.RESOLVE: self.resolve,
        }
        return forms[act](number, language)

    def ask(self, number: int, language: Language) -> Form:
        """What the helpdesk asks the person."""
        field = self._lines(TEXT, language, label="question", required=True)
        return self._form(f"case:ask:{number}", "ask", (field,), language, number=number)

    def reply(self, number: int, language: Language) -> Form:
        """What the person answers."""
        field = self._lines(TEXT, language, label="answer", required=True)
        return self._form(f"case:reply:{number}", "reply", (field,), language, number=number)

    def still(self, number: int, language: Language) -> Form:
        """What the person still sees."""
        field = self._lines(TEXT, language, label="still")
        return self._form(f"case:still:{number}", "still", (field,), language, number=number)

    def handover(self, number: int, language: Language) -> Form:
        """Whom it is handed to."""
        field = Field(TO, self._label(TO, language), FieldKind.PERSON, required=True)
        return self._form(f"case:handover:{number}", "handover", (field,), language, number=number)

    def resolve(self, number: int, language: Language) -> Form:
        """How it ended, what the person is told, and what the knowledge base lacks."""
        options = tuple(
            Choice(self._words.plain(f"reason.{reason}", language), str(reason))
            for reason in CHOSEN
        )
        label = self._label(REASON, language)
        fields = (
            Field(REASON, label, FieldKind.CHOICE, "", options, required=True),
            self._lines(TEXT, language, label="told"),
            self._lines(NOTE, language),
        )
        return self._form(f"case:resolve:{number}", "resolve", fields, language, number=number)

    def snooze(self, number: int, language: Language) -> Form:
        """For how long an outage is not to be told to the helpdesk again."""
        options = tuple(
            Choice(self._words.plain("form.option.hours", language, hours=hours), str(hours))
            for hours in SNOOZES
        )
        label = self._label(HOURS, language)
        field = Field(HOURS, label, FieldKind.CHOICE, str(SNOOZES[0]), options, required=True)
        return self._form(f"outage:snooze:{number}", "snooze", (field,), language, number=number)

    def _told(self, text: str, missing: tuple[str, ...], language: Language) -> list[Field]:
        asked = (
            Field(name, self._words.speaker.plain(f"triage.missing.{name}", language))
            for name in missing
        )
        return [self._lines(WORDS, language, value=text, required=True), *asked]

    def _lines(
        self,
        name: str,
        language: Language,
        *,
        label: str = "",
        value: str = "",
        required: bool = False,
    ) -> Field:
        label, hint = label or name, ""
        if label in ("words", "told", "note"):
            hint = self._words.plain(f"form.hint.{label}", language)
        shown = self._label(label, language)
        return Field(name, shown, FieldKind.LINES, value, required=required, hint=hint)

    def _label(self, name: str, language: Language) -> str:
        return self._words.plain(f"form.label.{name}", language)

    def _form(
        self,
        form_id: str,
        kind: str,
        fields: tuple[Field, ...],
        language: Language,
        **values: object,
    ) -> Form:
        title = self._words.plain(f"form.title.{kind}", language, **values)
        submit = self._words.plain(f"form.submit.{kind}", language)
        return Form(form_id, title, fields, submit)
