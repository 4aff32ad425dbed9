"""A pattern of a module is compiled when it is first used, and each can be."""

from __future__ import annotations

import importlib
import pkgutil
import re
import subprocess
import sys
from collections.abc import Iterator

import pytest

import bot
import domain
import handlers
from domain.patterns import LatePattern, pattern

COMPILED_AT_START = """
import re._compiler, sys, telegram.ext
compile_, ours = re._compiler.compile, []
def noted(source, flags=0):
    frame = sys._getframe(1)
    while frame.f_code.co_filename.startswith((re.__path__[0], "<frozen")) or "functools" in frame.f_code.co_filename:
        frame = frame.f_back
    name = frame.f_globals.get("__name__", "")
    if name.split(".")[0] in ("bot", "domain", "handlers", "locales"):
        ours.append((name, str(source)[:40]))
    return compile_(source, flags)
re._compiler.compile = noted
import bot.run, handlers.registry
print(ours)
"""


def late(found: object) -> Iterator[LatePattern]:
    """The patterns in a value of a module, also in tables of them."""
    if isinstance(found, LatePattern):
        yield found
    elif isinstance(found, tuple | list | frozenset):
        for one in found:
            yield from late(one)
    elif isinstance(found, dict):
        yield from late([*found.values()])


def test_what_is_used_is_what_was_compiled() -> None:
    words = pattern("(?P<number>[0-9]+) 元", re.IGNORECASE)
    assert words.pattern == "(?P<number>[0-9]+) 元"
    found = words.search("还 500 元")
    assert found is not None and found["number"] == "500"
    assert words.sub("", "还 500 元") == "还 "
    assert [one.group() for one in words.finditer("1 元 2 元")] == ["1 元", "2 元"]


def test_what_is_wrong_with_a_pattern_is_raised_at_its_use() -> None:
    broken = pattern("(")
    with pytest.raises(re.error):
        broken.search("x")


def test_each_pattern_of_a_module_can_be_compiled() -> None:
    names = [
        one.name
        for package in (bot, domain, handlers)
        for one in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
        if ".migrations" not in one.name and not one.name.endswith("__main__")
    ]
    modules = [importlib.import_module(name) for name in names]
    patterns = [one for module in modules for value in vars(module).values() for one in late(value)]
    assert len(patterns) > 100
    assert all(isinstance(one.pattern, str) for one in patterns)


def test_a_start_compiles_no_pattern_of_ours() -> None:
    done = subprocess.run(
        [sys.executable, "-c", COMPILED_AT_START], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]", done.stdout
