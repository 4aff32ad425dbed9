"""The language of the page's own words: each sentence has its translations, and the address says which is shown."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from bot.sandbox.page import STATIC
from tests.support.pages import Stage, staged

_ENTRY = re.compile(r'^  (".+?"|\S+?):\s', re.MULTILINE)
_SAID = re.compile(r'\bt\(\s*("[^"]+")|\? t\(("[^"]+")\)')
_CHINESE = re.compile(r"[一-鿿]")
# What is no sentence of the page: names of people, units in a table, and how a day is written.
_OTHER = re.compile(r'^const NAMES = .*|first_name: "[^"]*"|SPOKEN = .*|^const NUMBER = .*', re.MULTILINE)


def _words(name: str) -> set[str]:
    found = _ENTRY.findall((STATIC / name).read_text(encoding="utf-8"))
    return {json.loads(entry) if entry.startswith('"') else entry for entry in found}


def _scripts() -> dict[str, str]:
    return {
        path.name: path.read_text(encoding="utf-8")
        for path in STATIC.glob("*.js")
        if not path.name.startswith("words")
    }


def _sentences() -> set[str]:
    """Every sentence of the page, in scripts and in index.html."""
    said = {json.loads(one or other) for text in _scripts().values() for one, other in _SAID.findall(text)}
    page = (STATIC / "index.html").read_text(encoding="utf-8")
    said |= {text.strip() for text in re.findall(r">([^<>]+)<", page) if _CHINESE.search(text)}
    return said | set(re.findall(r'(?:aria-label|placeholder|title)="([^"]+)"', page))


@pytest.mark.parametrize("name", ["words-en.js", "words-zh-tw.js"])
def test_every_sentence_of_the_page_is_translated_and_no_other(name: str) -> None:
    assert _words(name) - {"：", "，", "；"} == _sentences() - {"：", "，", "；"}


@pytest.mark.parametrize("name", ["words-en.js", "words-zh-tw.js"])
def test_a_translation_has_the_places_of_its_sentence(name: str) -> None:
    text = (STATIC / name).read_text(encoding="utf-8")
    pairs = re.findall(r'^  (".+?"):\s+(".+?"),$', text, re.MULTILINE)
    assert len(pairs) > 100
    places = re.compile(r"\{\w+\}")
    assert [pair for pair in pairs if {*places.findall(pair[0])} != {*places.findall(pair[1])}] == []


def test_no_script_says_anything_that_cannot_be_translated() -> None:
    for name, text in _scripts().items():
        code = re.sub(r"/\*.*?\*/|//[^\n]*", "", text, flags=re.DOTALL)
        code = _OTHER.sub("", re.sub(r'\bt\(\s*"[^"]*"', "", code))
        if name != "format.js":
            assert not _CHINESE.search(code), (name, _CHINESE.search(code))


@pytest.mark.browser
@pytest.mark.asyncio(loop_scope="session")
async def test_the_address_says_the_language_and_the_page_keeps_it(browser: Browser, tmp_path: Path) -> None:
    async with staged(browser, tmp_path) as stage:
        await expect(stage.page.get_by_test_id("clock-day")).to_have_text("前进 1 天")
        await stage.page.goto(f"{stage.people.base_url}/?lang=en#1")
        await expect(stage.page.get_by_test_id("clock-day")).to_have_text("+1 day")
        await expect(stage.page.locator("html")).to_have_attribute("lang", "en")
        await stage.page.goto(f"{stage.people.base_url}/#1")
        await expect(stage.page.get_by_test_id("clock-day")).to_have_text("+1 day")
        assert await _chinese_of_the_page(stage) == []
        await stage.page.get_by_test_id("person-menu").click()
        await stage.page.get_by_text("繁體中文").first.click()
        await expect(stage.page.get_by_test_id("clock-day")).to_have_text("前進 1 天")


async def _chinese_of_the_page(stage: Stage) -> list[str]:
    """What is Chinese on the page outside messages, names, and the languages' own names."""
    texts: list[str] = await stage.page.evaluate(
        "[...document.querySelectorAll('body *')].filter(node => !node.closest('#messages, .tab, .choice, noscript'))"
        ".flatMap(node => [...node.childNodes].filter(child => child.nodeType === 3).map(child => child.data)"
        "  .concat(['aria-label', 'placeholder', 'title'].map(name => node.getAttribute(name) ?? '')))"
    )
    return [text for text in texts if _CHINESE.search(re.sub("分期管家|管|小林", "", text))]


@pytest.mark.browser
@pytest.mark.asyncio(loop_scope="session")
async def test_who_comes_first_speaks_the_language_of_the_page(browser: Browser, tmp_path: Path) -> None:
    async with staged(browser, tmp_path) as stage:
        await stage.people.reset()
        await expect(stage.page.get_by_test_id("start")).to_be_visible()  # it has loaded itself anew
        await stage.page.goto(f"{stage.people.base_url}/?lang=en")
        await stage.page.get_by_test_id("start").click()
        await stage.see("/start")
        updates = await stage.bot_hears()
        assert updates[-1]["message"]["from"]["language_code"] == "en"
