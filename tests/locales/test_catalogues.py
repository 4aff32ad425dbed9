"""Every sentence exists in every language, whole, with the same placeholders and the same markup."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from handlers.i18n import LOCALES_DIR
from locales.catalogue import LOCALES, faults, load, placeholders

HANDLERS = Path(__file__).resolve().parents[2] / "handlers"
_TAG = re.compile(r"</?[a-z]+[^>]*>")
_HAN = re.compile(r"[\u3400-\u9fff]")
# Characters that are written otherwise in Taiwan.
_SIMPLIFIED = set(
    "们这还账单订购车额实号码机见说请让过时间书买卖费应该问题办帮给对错误续确认选择期数为么头发现关闭开门贷网"
)
_SIMPLIFIED -= set(
    "期書門說給還書問題辦開認選擇時間費單數訂購車額實號碼機見請讓過買賣應該幫對錯誤續確為頭發現關閉貸網該"
)
# Phrases that people type, the languages' own names, patterns of dates, marks that split names into parts.
_MAY_HOLD_CHINESE = {
    "intents.py": "*",
    "views/home.py": {"简体中文", "繁體中文"},
    "i18n.py": {"M月d日（EEE）", "y年M月d日（EEE）"},
}


def test_nothing_is_missing_stale_fuzzy_or_has_other_placeholders() -> None:
    assert list(faults()) == []


@pytest.mark.parametrize("locale", LOCALES)
def test_markup_is_the_same_in_every_language(locale: str) -> None:
    for message in load(locale):
        if message.id:
            assert sorted(_TAG.findall(str(message.string))) == sorted(_TAG.findall(str(message.id)))


def test_traditional_chinese_is_not_simplified() -> None:
    for message in load("zh_TW"):
        if message.id and message.id != "语言 / Language":
            assert not _SIMPLIFIED & set(str(message.string)), message.string


def test_english_has_no_chinese() -> None:
    for message in load("en"):
        if message.id and message.id != "语言 / Language":
            assert not _HAN.search(str(message.string)), message.string


@pytest.mark.parametrize("name", sorted(p.name for p in (LOCALES_DIR / "zh_CN" / "agreements").iterdir()))
def test_documents_have_the_same_placeholders_in_every_language(name: str) -> None:
    texts = [(LOCALES_DIR / locale / "agreements" / name).read_text() for locale in LOCALES]
    assert len({tuple(sorted(set(placeholders(text)))) for text in texts}) == 1


def test_every_chinese_sentence_in_the_handlers_is_in_the_catalogue() -> None:
    strays = [
        f"{path.name}:{line}: {text}" for path in HANDLERS.rglob("*.py") for line, text in _strays(path)
    ]
    assert strays == []


def _name(function: ast.expr) -> str:
    """`t` of `t(…)` and of `context.t(…)`."""
    return getattr(function, "id", "") or getattr(function, "attr", "")


def _strays(path: Path) -> list[tuple[int, str]]:
    tree = ast.parse(path.read_text())
    allowed = _MAY_HOLD_CHINESE.get(str(path.relative_to(HANDLERS)), set())
    if allowed == "*":
        return []
    marked = {
        id(argument)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and _name(node.func) in ("t", "N_")
        for argument in node.args[:1]
    } | {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    return [
        (node.lineno, node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and _HAN.search(node.value)
        and id(node) not in marked
        and node.value not in allowed
    ]
