"""The arrows, bot → connectors → knowledge, and what else holds the three packages in shape."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("bot", "connectors", "knowledge")
FILES = tuple(sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py")))

ALLOWED = {
    "knowledge": ("knowledge",),
    "connectors": ("connectors", "knowledge.causes", "knowledge.replies", "knowledge.providers"),
    "bot": ("bot", "connectors", "knowledge"),
}
"""What each package may import of ours."""

INSIDE_BOT = {
    "bot.core": ("bot.core",),
    "bot.adapters.terminal": ("bot.adapters.terminal", "bot.core", "bot.config"),
    "bot.web": ("bot.web", "bot.core", "bot.body", "bot.config"),
    "bot.commands": (
        "bot.commands",
        "bot.adapters.terminal",
        "bot.core",
        "bot.config",
        "bot.demo",
        "bot.web",
        "bot.store",
        "bot.helpdesk",
        "bot.chat",
        "bot.adapters.slack",
        "bot.adapters.discord",
    ),
    "bot.store": ("bot.store", "bot.core", "bot.config"),
    "bot.helpdesk": ("bot.helpdesk", "bot.store", "bot.core", "bot.body", "bot.config"),
    "bot.chat": ("bot.chat", "bot.helpdesk", "bot.store", "bot.web", "bot.core", "bot.config"),
    "bot.adapters.slack": ("bot.adapters.slack", "bot.core", "bot.body", "bot.config"),
    "bot.adapters.discord": ("bot.adapters.discord", "bot.core", "bot.body", "bot.config"),
    "bot.demo": ("bot.demo",),
    "bot.body": (),
    "bot.config": (),
}
"""What each part of the bot may import of the bot; ``__main__`` is the door to commands."""

SDKS = ("prompt_toolkit", "slack_bolt", "slack_sdk", "discord")
"""The platforms' own libraries: each belongs to its adapter's ``run.py``, and is loaded late."""

NETWORK = ("socket", "ssl", "asyncio", "aiohttp", "dns", "http", "urllib.request", "smtplib")
"""What knowledge does without."""

FORBIDDEN_NAMES = ("utils", "helpers", "common", "manager", "base")


def module_of(path: Path) -> str:
    """``bot/core/model.py`` is ``bot.core.model``."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def imports_of(tree: ast.AST) -> Iterator[tuple[str, ast.stmt]]:
    """Every module that is imported, wherever in the file."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module, node
            yield from ((f"{node.module}.{alias.name}", node) for alias in node.names)


def tree_of(path: Path) -> ast.Module:
    """The file, parsed."""
    return ast.parse(path.read_text("utf-8"), str(path))


def is_within(module: str, packages: tuple[str, ...]) -> bool:
    """Whether a module is one of these, or lies in one."""
    return any(module == package or module.startswith(package + ".") for package in packages)


def modules_of(path: Path) -> list[str]:
    """The modules that a file imports, names of things in them left out."""
    found = []
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import hides where the arrow goes"
            found.append(node.module or "")
    return found


@pytest.mark.parametrize("path", FILES, ids=module_of)
def test_arrows_go_one_way(path: Path) -> None:
    """From bot to connectors to knowledge, and of knowledge connectors use only pure look-ups."""
    package = path.relative_to(ROOT).parts[0]
    for module in modules_of(path):
        if is_within(module, PACKAGES):
            assert is_within(module, ALLOWED[package]), f"{path} imports {module}"


@pytest.mark.parametrize(
    "path", [path for path in FILES if module_of(path).startswith("bot.")], ids=module_of
)
def test_arrows_inside_the_bot(path: Path) -> None:
    """The core knows no face and no command; a face knows the core, and no other face."""
    module = module_of(path)
    part = next((part for part in INSIDE_BOT if is_within(module, (part,))), None)
    if part is None:
        assert module in ("bot.__main__", "bot.adapters")
        return
    for imported in modules_of(path):
        if is_within(imported, ("bot",)):
            assert is_within(imported, INSIDE_BOT[part]), f"{path} imports {imported}"


@pytest.mark.parametrize(
    "path", [path for path in FILES if module_of(path).startswith("bot.core")], ids=module_of
)
def test_the_core_needs_few_libraries(path: Path) -> None:
    """Python's own and the reader of Markdown, so that it runs wherever it is asked."""
    for module in modules_of(path):
        first = module.partition(".")[0]
        assert first in (*sys.stdlib_module_names, *PACKAGES, "markdown_it"), f"{path}: {module}"


@pytest.mark.parametrize("path", FILES, ids=module_of)
def test_sdks_belong_to_run(path: Path) -> None:
    """Imported in ``adapters/<platform>/run`` alone; the terminal's inside its functions."""
    tree = tree_of(path)
    late = {
        node for outer in ast.walk(tree) if isinstance(outer, ast.FunctionDef)
        for node in ast.walk(outer)
    }  # fmt: skip
    for module, node in imports_of(tree):
        if is_within(module, SDKS) and not _is_for_types_only(tree, node):
            face = re.fullmatch(r"bot\.adapters\.(\w+)\.run(\.\w+)?", module_of(path))
            assert face, f"{path}: {module}"
            assert node in late or face[1] != "terminal", f"{path}: {module} is loaded with it"


@pytest.mark.parametrize(
    "path", [path for path in FILES if path.parts[len(ROOT.parts)] == "knowledge"], ids=module_of
)
def test_knowledge_has_no_network(path: Path) -> None:
    """It is read from files, and asked nothing else."""
    for module in modules_of(path):
        assert not is_within(module, NETWORK), f"{path} imports {module}"


@pytest.mark.parametrize("path", FILES, ids=module_of)
def test_names_say_what_is_inside(path: Path) -> None:
    """No drawer for whatever fits nowhere."""
    assert path.stem not in FORBIDDEN_NAMES
    assert path.parent.name not in FORBIDDEN_NAMES


SHOWING = {"write", "print", "show", "tell", "input", "getpass", "Span", "Text", "Heading"}
"""Whatever is called so shows its arguments to people."""


@pytest.mark.parametrize("path", FILES, ids=module_of)
def test_no_sentence_for_people_in_code(path: Path) -> None:
    """Words live in ``knowledge``: no text of four words or more is handed to what shows it."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Call) and _name_of(node.func) in SHOWING:
            for text in _texts_in(node):
                assert len(re.findall(r"[A-Za-z]{2,}", text)) < 4, f"{path}:{node.lineno}: {text}"
                assert not re.search(r"[ぁ-んァ-ヶ一-龠]", text), f"{path}:{node.lineno}: {text}"


@pytest.mark.parametrize("path", FILES, ids=module_of)
def test_japanese_stands_in_knowledge(path: Path) -> None:
    """Code holds no Japanese but in comments and in what recognises it."""
    if "knowledge" in path.relative_to(ROOT).parts[:1]:
        return
    for node in ast.walk(_without_docstrings(tree_of(path))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            assert not re.search(r"[ぁ-んァ-ヶ一-龠]{2,}", node.value), f"{path}:{node.lineno}"


@pytest.mark.parametrize("package", PACKAGES)
def test_every_package_says_what_it_is_for(package: str) -> None:
    """Each file begins with a docstring."""
    for path in (ROOT / package).rglob("*.py"):
        assert ast.get_docstring(tree_of(path)), path


def _name_of(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def _texts_in(call: ast.Call) -> Iterator[str]:
    for argument in (*call.args, *(keyword.value for keyword in call.keywords)):
        for node in ast.walk(argument):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value


def _is_for_types_only(tree: ast.Module, wanted: ast.stmt) -> bool:
    return any(
        isinstance(node, ast.If)
        and isinstance(node.test, ast.Name)
        and node.test.id == "TYPE_CHECKING"
        and wanted in node.body
        for node in tree.body
    )


def _without_docstrings(tree: ast.Module) -> ast.Module:
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            node.body = [statement for statement in node.body if not _is_text(statement)]
    return tree


def _is_text(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


REPEATED_GROUP = re.compile(r"[^(]\)(?:[*+?]|\{[0-9,]+\})\+|\(\?>")


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_group_repeats_possessively(path: Path) -> None:
    """Python before 3.11.5, which Debian 12 has, matches such groups wrongly (cpython 106052)."""
    strings = (
        node.value.decode("latin-1") if isinstance(node.value, bytes) else node.value
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str | bytes)
    )
    assert not [text for text in strings if REPEATED_GROUP.search(text)]
