"""The two READMEs: the same in both languages, with pictures of today, and a newcomer's way of one command."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from bot.cli.parser import COMMANDS
from tests.shots.camera import MOST_BYTES
from tests.shots.scenes import SCENES, Look

ROOT = Path(__file__).resolve().parents[1]
PICTURES = ROOT / "docs" / "images"
CHINESE, ENGLISH = "README.md", "README.en.md"
_PICTURE = re.compile(r'<img src="([^"]+)" alt="([^"]+)"')


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def opening(name: str) -> str:
    """The first paragraph behind the title and the other language."""
    return read(name).split("\n\n")[2]


def test_the_first_sentences_say_who_runs_it_and_for_whom() -> None:
    first = opening(CHINESE).split("。")[0]
    assert "运营" in first and "商家" in first and "顾客" in first
    first = opening(ENGLISH).split(". ")[0]
    assert "runs" in first and "customers" in first


def test_each_leads_to_the_other() -> None:
    assert f"]({ENGLISH})" in read(CHINESE).split("\n\n")[1]
    assert f"]({CHINESE})" in read(ENGLISH).split("\n\n")[1]


@pytest.mark.parametrize("name", [CHINESE, ENGLISH])
def test_a_newcomer_is_told_one_command_and_what_debian_lacks(name: str) -> None:
    block = re.search(r"```\n(.+?)```", read(name), re.DOTALL)
    assert block is not None
    assert block[1].splitlines()[-1] == "make run"
    assert "python3-venv" in read(name)
    assert "python3-venv" in read("Makefile")


@pytest.mark.parametrize("name", [CHINESE, ENGLISH])
def test_the_pictures_are_those_that_are_taken_and_no_other(name: str) -> None:
    taken = {f"docs/images/{look.name}.png" for _, look in SCENES}
    assert {source for source, _ in _PICTURE.findall(read(name))} == taken
    assert {f"docs/images/{path.name}" for path in PICTURES.iterdir()} == taken
    assert all(said for _, said in _PICTURE.findall(read(name)))


@pytest.mark.parametrize("look", [look for _, look in SCENES], ids=lambda look: look.name)
def test_a_picture_is_sharp_and_small(look: Look) -> None:
    file = PICTURES / f"{look.name}.png"
    assert file.stat().st_size <= MOST_BYTES
    with Image.open(file) as picture:
        assert picture.size == (look.size[0] * 2, look.size[1] * 2)


@pytest.mark.parametrize("name", [CHINESE, ENGLISH])
def test_every_command_it_names_exists(name: str) -> None:
    known = {command.name for command in COMMANDS}
    named = set(re.findall(r"python -m bot (\w+)", read(name)))
    assert named
    assert named <= known


def test_the_makefile_speaks_the_language_of_the_terminal() -> None:
    def told(locale: str) -> str:
        shown = subprocess.run(
            ["make", "-n", "-W", "requirements.txt", "run", f"PYTHON={sys.executable}"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
            env={"PATH": os.environ["PATH"], "LANG": locale},
        )
        return shown.stdout

    assert "正在安装" in told("zh_CN.UTF-8")
    assert "Installing what the assistant runs on" in told("C.UTF-8")
