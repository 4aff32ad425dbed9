"""The house stands as drawn: docs and tables agree with the code. That imports run one way is said by `make check`."""

from __future__ import annotations

import ast
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

from bot import __version__
from bot.settings import Settings
from handlers.commands import COMMANDS

ROOT = Path(__file__).resolve().parents[1]


def test_env_example_names_every_setting_with_its_default_and_nothing_else() -> None:
    lines = (ROOT / ".env.example").read_text().splitlines()
    named = {m[1]: m[2] for line in lines if (m := re.fullmatch(r"#?([A-Z][A-Z0-9_]*)=(.*)", line))}
    assert set(named) == {name.upper() for name in Settings.model_fields}
    for name, field in Settings.model_fields.items():
        if field.default is not None:
            assert named[name.upper()] == str(field.default), name


def test_the_program_and_its_package_have_one_version() -> None:
    assert tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"] == __version__


@pytest.mark.parametrize("package", ["bot", "handlers", "domain", "locales", "tests"])
def test_every_package_says_what_lives_in_it(package: str) -> None:
    silent = [
        str(init.relative_to(ROOT))
        for init in (ROOT / package).rglob("__init__.py")
        if not init.read_text().startswith('"""')
    ]
    assert silent == []


def test_every_command_has_a_handler_a_menu_entry_and_a_name_telegram_takes() -> None:
    assert len({command.name for command in COMMANDS}) == len(COMMANDS)
    assert all(re.fullmatch(r"[a-z0-9_]{1,32}", command.name) for command in COMMANDS)


def test_no_registry_address_and_no_machine_path_is_written_anywhere() -> None:
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    telltale = re.compile(rb"(--index-url|--extra-index-url|find-links|/root/|/work/main)")
    guilty = [
        name.decode()
        for name in tracked.split(b"\0")
        if name and (ROOT / name.decode()).is_file() and telltale.search((ROOT / name.decode()).read_bytes())
    ]
    assert [name for name in guilty if name != "tests/test_structure.py"] == []


def test_the_sql_of_a_feature_stands_in_a_file_of_its_name() -> None:
    asked = {path.parent.name for path in (ROOT / "domain").glob("*/repository.py")}
    answered = {path.stem for path in (ROOT / "bot" / "db" / "repositories").glob("*.py")}
    assert answered - {"__init__", "base"} == asked


@pytest.mark.parametrize("floor", ["bot", "handlers", "domain"])
def test_no_function_is_longer_than_a_screen(floor: str) -> None:
    long = [
        f"{path.relative_to(ROOT)}: {node.name}"
        for path in (ROOT / floor).rglob("*.py")
        if "versions" not in path.parts
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno >= 50
    ]
    assert long == []
