"""A webhook's body: a Jinja2 template with what happened, and JSON comes of it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment

FOLDER = Path(__file__).parent / "bodies"
"""The templates that we bring along, by name."""

READY = tuple(sorted(path.name.removesuffix(".json.j2") for path in FOLDER.glob("*.json.j2")))


class BodyUnusable(ValueError):  # noqa: N818 - says what was found
    """A template does not lead to JSON; ``why`` says where it goes wrong."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def ready(name: str) -> str:
    """The text of a template that we bring along."""
    return (FOLDER / f"{name}.json.j2").read_text("utf-8")


def body_of(template: str, said: Mapping[str, Any], values: Mapping[str, object]) -> bytes:
    """The body, as JSON without blanks. ``said`` are the template's names, besides ``values``.

    Raises:
        BodyUnusable: the template is none, names what there is not, or makes no JSON.
    """
    environment = ImmutableSandboxedEnvironment(
        undefined=jinja2.StrictUndefined, autoescape=False, trim_blocks=True, lstrip_blocks=True
    )
    environment.policies["json.dumps_kwargs"] = {"ensure_ascii": False}
    # The library's tojson is for HTML and writes < as \u003c; a receiver shows it as it is.
    environment.filters["tojson"] = _json
    environment.filters["fenced"] = fenced
    environment.filters["noformat"] = noformat
    try:
        made = environment.from_string(template).render(**said, values=values)
        parsed = json.loads(made)
    except jinja2.TemplateSyntaxError as error:
        raise BodyUnusable(f"line {error.lineno}: {error.message}") from None
    except jinja2.TemplateError as error:
        raise BodyUnusable(str(error.message)) from None
    except json.JSONDecodeError as error:
        raise BodyUnusable(f"no JSON at line {error.lineno}, column {error.colno}") from None
    except (ArithmeticError, LookupError, RecursionError, TypeError, ValueError) as error:
        # What the template does with its names; the words may quote what they stand for.
        raise BodyUnusable(type(error).__name__) from None
    # Halves of surrogate pairs are no UTF-8, and JSON that we were sent may hold them.
    written = json.dumps(parsed, ensure_ascii=False, separators=(",", ":"))
    return written.encode("utf-8", "replace")


def _json(value: object) -> str:
    if isinstance(value, jinja2.Undefined):
        str(value)  # says which name there is not
    return json.dumps(value, ensure_ascii=False)


def noformat(text: str) -> str:
    """Text as a block of Jira's markup that nothing in it ends, however its mark is written."""
    safe = re.sub(r"\{(?=\s*noformat)", "{\u200b", text, flags=re.IGNORECASE)
    return f"{{noformat}}\n{safe}\n{{noformat}}"


def fenced(text: str) -> str:
    """Text as a fenced block of Markdown (CommonMark §4.5), so that nothing in it means anything.

    Mentions and links of strangers neither call anybody nor lead anywhere.
    """
    longest = run = 0
    for character in text:
        run = run + 1 if character == "`" else 0
        longest = max(longest, run)
    fence = "`" * max(3, longest + 1)
    return f"{fence}text\n{text}\n{fence}"
