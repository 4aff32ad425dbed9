"""Every sentence exists in every language, whole, with the same placeholders and the same markup."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Message

from handlers.home.views import help_screen
from handlers.intents import classify
from handlers.ui.i18n import LOCALES_DIR, texts_for
from locales.catalogue import (
    KEYWORDS,
    LOCALES,
    SOURCE_LOCALE,
    TRANSLATED,
    collect,
    load,
    sentences_in,
    text_of,
)
from tests.support.characters import simplified

HANDLERS = Path(__file__).resolve().parents[2] / "handlers"
AGREEMENTS = sorted({path.name for path in LOCALES_DIR.glob("*/agreements/*.txt")})
BILINGUAL = "语言 / Language"
# With the kind: %(n)d and %(n)s are not the same promise.
_PLACEHOLDER = re.compile(r"%\(\w+\)[a-zA-Z]")
_TAG = re.compile(r"</?[a-z][^>]*>")
_HAN = re.compile(r"[\u3400-\u9fff]")
# Phrases that people type, the languages' own names, patterns of dates.
_MAY_HOLD_CHINESE = {
    "ui/components.py": {"简体中文", "繁體中文"},
    "ui/i18n.py": {"M月d日（EEE）", "y年M月d日（EEE）", "y年M月", "M月"},
}
_PHRASES_OF_PEOPLE = "PHRASES"  # at the end of a module of handlers
_THEIR_KEYWORDS = "intents.py"


class Filler(dict[str, object]):
    """A value for whatever placeholder is asked for; a number fits %s and %d alike."""

    def __missing__(self, key: str) -> int:
        return 3


def sentences(locale: str) -> list[tuple[str, str]]:
    """(msgid, msgstr) of one language, without the header."""
    found = [message for message in load(locale) if message.id]
    assert found
    return [(str(message.id), str(message.string)) for message in found]


def agreement(locale: str, name: str) -> str:
    return (LOCALES_DIR / locale / "agreements" / name).read_text(encoding="utf-8")


def still_open(text: str) -> list[str]:
    """The tags that are not closed in their order."""
    stack: list[str] = []
    for tag in _TAG.findall(text):
        name = re.sub(r"[</>]|\s.*", "", tag)
        if not tag.startswith("</"):
            stack.append(name)
        elif not stack or stack.pop() != name:
            return [tag]
    return stack


def test_the_template_is_what_the_code_says_now() -> None:
    assert (LOCALES_DIR / "messages.pot").read_bytes() == text_of(collect())


@pytest.mark.parametrize("locale", TRANSLATED)
def test_a_language_has_exactly_the_sentences_of_the_code(locale: str) -> None:
    assert {msgid for msgid, _ in sentences(locale)} == {str(m.id) for m in collect() if m.id}


@pytest.mark.parametrize("locale", TRANSLATED)
def test_every_sentence_is_translated_and_none_is_fuzzy(locale: str) -> None:
    def unfinished(message: Message) -> bool:
        return bool(message.id) and (not str(message.string or "").strip() or message.fuzzy)

    assert [message.id for message in load(locale) if unfinished(message)] == []


def test_the_source_language_has_no_catalogue_beside_the_code() -> None:
    assert not (LOCALES_DIR / SOURCE_LOCALE / "LC_MESSAGES").exists()


@pytest.mark.parametrize("locale", TRANSLATED)
def test_placeholders_are_the_same_in_every_language(locale: str) -> None:
    def count(text: str) -> Counter[str]:
        return Counter(_PLACEHOLDER.findall(text))

    assert [text for msgid, text in sentences(locale) if count(text) != count(msgid)] == []


@pytest.mark.parametrize("locale", LOCALES)
def test_every_sentence_with_placeholders_can_be_filled(locale: str) -> None:
    for msgid, text in sentences(locale):
        if _PLACEHOLDER.search(msgid):
            assert "%(" not in text % Filler()


@pytest.mark.parametrize("locale", LOCALES)
def test_markup_is_balanced_and_the_same_in_every_language(locale: str) -> None:
    for msgid, text in sentences(locale):
        assert still_open(text) == [], text
        assert Counter(_TAG.findall(text)) == Counter(_TAG.findall(msgid)), text


def test_traditional_chinese_is_not_simplified() -> None:
    assert {text: found for _, text in sentences("zh_TW") if (found := simplified(text))} == {}


def test_english_has_no_chinese() -> None:
    strays = [text for msgid, text in sentences("en") if msgid != BILINGUAL and _HAN.search(text)]
    assert strays == []


@pytest.mark.parametrize("locale", LOCALES)
def test_the_words_that_help_suggests_are_understood(locale: str) -> None:
    suggested = re.findall(r"[「\"]([^「」\"]+)[」\"]", help_screen(texts_for(locale), []).html())
    assert suggested
    assert [words for words in suggested if classify(words).known is None] == []


@pytest.mark.parametrize("name", AGREEMENTS)
def test_an_agreement_has_the_same_placeholders_in_every_language(name: str) -> None:
    used = {locale: set(_PLACEHOLDER.findall(agreement(locale, name))) for locale in LOCALES}
    assert all(found == used[SOURCE_LOCALE] for found in used.values()), used


@pytest.mark.parametrize("name", AGREEMENTS)
@pytest.mark.parametrize("locale", LOCALES)
def test_an_agreement_can_be_filled(locale: str, name: str) -> None:
    assert "%(" not in agreement(locale, name) % Filler()


@pytest.mark.parametrize("name", AGREEMENTS)
def test_an_agreement_is_written_in_its_own_language(name: str) -> None:
    assert simplified(agreement("zh_TW", name)) == set()
    assert not _HAN.search(agreement("en", name))


def test_every_chinese_sentence_in_the_handlers_is_in_the_catalogue() -> None:
    files = [path for path in HANDLERS.rglob("*.py") if path.name != _THEIR_KEYWORDS]
    assert [stray for path in files for stray in strays_in(path)] == []


def strays_in(path: Path) -> Iterator[str]:
    """The Chinese literals of a file that no catalogue knows; docstrings are for developers."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    module = path.relative_to(HANDLERS).as_posix()
    marked = set(marked_literals(tree))
    literals = (node for node in ast.walk(tree) if isinstance(node, ast.Constant) and node not in marked)
    allowed = _MAY_HOLD_CHINESE.get(module, set())
    for node in literals:
        if isinstance(node.value, str) and _HAN.search(node.value) and node.value not in allowed:
            yield f"{module}:{node.lineno}: {node.value}"


def marked_literals(tree: ast.Module) -> Iterator[ast.expr]:
    """First arguments of `t(…)`, `context.t(…)`, `N_(…)`, docstrings, and the phrases of people."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr):
            yield node.value
        elif isinstance(node, ast.AnnAssign) and called(node.target) == _PHRASES_OF_PEOPLE:
            yield from (part for part in ast.walk(node) if isinstance(part, ast.Constant))
        elif isinstance(node, ast.Call) and called(node.func) in ("t", "N_"):
            yield from node.args[:1]


def called(function: ast.expr) -> str:
    """`t` of `t(…)` and of `context.t(…)`; the name of what is assigned."""
    return getattr(function, "id", "") or getattr(function, "attr", "")


def test_a_sentence_inside_another_or_in_an_f_string_is_collected() -> None:
    code = "shown = t('外 %(inner)s', inner=bold(context.t('内'))) + f'{t(\"嵌\")}{other(\"不\")}' + N_('记' '号')"
    found = sentences_in(BytesIO(code.encode()), KEYWORDS, (), {})
    assert {sentence for _, _, sentence, _ in found} == {"外 %(inner)s", "内", "嵌", "记号"}
