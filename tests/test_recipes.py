"""What pages and docstrings point to is there: files, modules, and names that are written in backticks."""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CODE = ("bot", "domain", "handlers")
TOPS = (*CODE, "deploy", "docs", "examples", "locales", "tests")
TELEGRAMS = {"InputRichMessage", "InputRichMessageMedia"}  # types of the Bot API that we have no class for
_SPAN = re.compile(r"`([^`\n]+)`")
_LINK = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)")
_FENCED = re.compile(r"^ *```.*?^ *```", re.MULTILINE | re.DOTALL)
_PATH = re.compile(r"[\w.<>*{},-]+(?:/[\w.<>*{},-]*)+")
_FILE = re.compile(r"[\w-]+\.(?:css|html|js|md|po|py|toml|txt)")
_DOTTED = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)+")
_CLASS = re.compile(r"[A-Z][a-z]+(?:[A-Z][a-z]+)+")
_MODULE = re.compile(r"[a-z][a-z_]+")


def pages() -> Iterator[tuple[Path, str]]:
    """Every page but the blocks of code in it: those are examples."""
    for path in (
        *sorted(ROOT.glob("README*.md")),
        ROOT / "CONTRIBUTING.md",
        *sorted((ROOT / "docs").rglob("*.md")),
    ):
        yield path, _FENCED.sub("", path.read_text(encoding="utf-8"))


def docstrings() -> Iterator[tuple[Path, str]]:
    for path, tree in trees().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                yield path, ast.get_docstring(node) or ""


@cache
def spans() -> tuple[tuple[Path, str], ...]:
    """Whatever stands in backticks, and where."""
    return tuple((path, span) for path, text in (*pages(), *docstrings()) for span in _SPAN.findall(text))


def said(path: Path, name: str) -> str:
    return f"{path.relative_to(ROOT)}: {name}"


@cache
def trees() -> dict[Path, ast.Module]:
    paths = (path for top in CODE for path in sorted((ROOT / top).rglob("*.py")))
    return {path: ast.parse(path.read_text(encoding="utf-8")) for path in paths}


@cache
def places() -> frozenset[str]:
    """Every file and folder of the project, and every module without its ending."""
    files = [
        path.relative_to(ROOT)
        for path in (*ROOT.glob("*"), *(path for top in TOPS for path in (ROOT / top).rglob("*")))
        if path.is_file() and "__pycache__" not in path.parts
    ]
    folders = {str(parent) for path in files for parent in path.parents}
    return frozenset(
        {*map(str, files), *folders, *(str(path.with_suffix("")) for path in files if path.suffix == ".py")}
    )


# Paths


def written_out(path: str) -> list[str]:
    """`a/{b,c}.py` is two; `<feature>` and the like stand for any one name."""
    path = re.sub("<[^<>]+>", "*", path.rstrip("/"))
    if (choice := re.search(r"\{([^{}]+)\}", path)) is None:
        return [path]
    return [
        one
        for part in choice[1].split(",")
        for one in written_out(path[: choice.start()] + part + path[choice.end() :])
    ]


def is_there(path: str) -> bool:
    return path in places() or ("*" in path and any(fnmatchcase(place, path) for place in places()))


@cache
def features() -> frozenset[str]:
    return frozenset(path.parent.name for top in CODE for path in (ROOT / top).glob("*/__init__.py"))


def is_lost_path(path: str) -> bool:
    first = path.split("/", 1)[0]
    if first in TOPS:
        return not all(map(is_there, written_out(path)))
    if first in features():  # "rules/penalty": of one of the layers
        return not any(is_there(f"{top}/{one}") for top in CODE for one in written_out(path))
    return False


def test_every_path_is_there() -> None:
    lost = [said(where, span) for where, span in spans() if _PATH.fullmatch(span) and is_lost_path(span)]
    assert lost == []


def test_every_file_named_alone_is_there() -> None:
    names = {place.rsplit("/", 1)[-1] for place in places()}
    lost = [said(where, span) for where, span in spans() if _FILE.fullmatch(span) and span not in names]
    assert lost == []


def test_every_page_that_is_linked_is_there() -> None:
    lost = [
        said(where, link)
        for where, text in pages()
        for link in _LINK.findall(text)
        if not (where.parent / link).exists()
    ]
    assert lost == []


# Names


@cache
def defined_in(path: Path) -> dict[str, frozenset[str]]:
    """Each name that a module defines, with its members where it is a class."""
    found: dict[str, frozenset[str]] = {}
    for node in trees()[path].body:
        members = frozenset(_names(node.body)) if isinstance(node, ast.ClassDef) else frozenset[str]()
        found.update(dict.fromkeys(_names([node]), members))
    return found


def _names(body: list[ast.stmt]) -> Iterator[str]:
    for node in body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name
            for part in ast.walk(node):  # what a method keeps: `self.sent = …`
                if isinstance(part, ast.Attribute) and isinstance(part.ctx, ast.Store):
                    yield part.attr
        elif isinstance(node, ast.AnnAssign | ast.Assign):
            targets = [node.target] if isinstance(node, ast.AnnAssign) else node.targets
            yield from (
                part.id for target in targets for part in ast.walk(target) if isinstance(part, ast.Name)
            )


@cache
def classes() -> dict[str, tuple[frozenset[str], frozenset[str]]]:
    """The members of every class, and the names of those it is made from; of all that have the same name together."""
    found: dict[str, tuple[frozenset[str], frozenset[str]]] = {}
    for tree in trees().values():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                members, bases = found.get(node.name, (frozenset(), frozenset()))
                own = {base.id for base in node.bases if isinstance(base, ast.Name)}
                found[node.name] = members | set(_names(node.body)), bases | own - {node.name}
    return found


def members_of(name: str) -> frozenset[str]:
    members, bases = classes().get(name, (frozenset(), frozenset()))
    return members.union(*map(members_of, bases))


@cache
def imported() -> frozenset[str]:
    """Names of others, such as `ConversationHandler`."""
    return frozenset(
        alias.asname or alias.name
        for tree in trees().values()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    )


def module_at(folder: Path, name: str) -> Path | None:
    found = (folder / name / "__init__.py", folder / f"{name}.py")
    return next((path for path in found if path in trees()), None)


def is_named_from(folder: Path, dotted: list[str]) -> bool | None:
    """Return whether there is such a name, looked for from a folder on; None where it begins with no module."""
    module = module_at(folder, dotted[0])
    if module is None:
        return None
    rest = dotted[1:]
    if module.name == "__init__.py" and rest:
        deeper = is_named_from(module.parent, rest)
        if deeper is not None:
            return deeper
    if not rest:
        return True
    names = defined_in(module)
    if len(rest) == 1:
        return rest[0] in names or (folder != ROOT and any(rest[0] in own for own in names.values()))
    return len(rest) == 2 and rest[1] in names.get(rest[0], ())


def is_lost_name(where: Path, dotted: str) -> bool:
    parts = dotted.split(".")
    if parts[0] in CODE:
        return not is_named_from(ROOT, parts)
    if parts[0] in classes():
        return len(parts) == 2 and parts[1] not in members_of(parts[0])
    if parts[0][0].isupper():
        return parts[0] not in imported()
    if where.suffix != ".py":  # a page names keys of the catalogue file and the like
        return False
    # "ledger.post": a module beside the one that says so, or of the same layer; else it is a value's attribute.
    folders = (where.parent, ROOT / where.relative_to(ROOT).parts[0])
    found = [answer for folder in folders if (answer := is_named_from(folder, parts)) is not None]
    return bool(found) and not any(found)


def test_every_dotted_name_is_there() -> None:
    lost = [
        said(where, span)
        for where, span in spans()
        if _DOTTED.fullmatch(span) and not _FILE.fullmatch(span) and is_lost_name(where, span)
    ]
    assert lost == []


def test_every_class_is_there() -> None:
    known = classes().keys() | imported() | set(dir(builtins)) | TELEGRAMS
    lost = [
        said(where, span)
        for where, span in spans()
        if where.suffix == ".py" and _CLASS.fullmatch(span) and span not in known
    ]
    assert lost == []


def test_a_field_that_is_explained_is_there() -> None:
    """In the docstring of a class with fields, "`name`: …" explains one of them."""
    lost = [
        said(path, f"{node.name}.{name}")
        for path, tree in trees().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef) and any(isinstance(part, ast.AnnAssign) for part in node.body)
        for name in re.findall(r"`([a-z]\w*)`:", ast.get_docstring(node) or "")
        if name not in members_of(node.name)
    ]
    assert lost == []


def test_a_package_names_modules_that_are_there() -> None:
    """What the docstring of a package of the domain or the handlers names by a word is a module or package of its layer."""
    lost = []
    for path, tree in trees().items():
        layer = path.relative_to(ROOT).parts[0]
        if path.name != "__init__.py" or layer == "bot":
            continue
        names = {place.rsplit("/", 1)[-1] for place in places() if place.startswith(f"{layer}/")}
        found = _SPAN.findall(ast.get_docstring(tree) or "")
        lost += [said(path, span) for span in found if _MODULE.fullmatch(span) and span not in names]
    assert lost == []
