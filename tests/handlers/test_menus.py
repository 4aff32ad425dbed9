"""What the assistant says of itself before anybody started it."""

from __future__ import annotations

import pytest

from handlers.menus import introduction, short_introduction
from handlers.ui.i18n import texts_for

LOCALES = ("zh_CN", "zh_TW", "en")


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("demo", [True, False])
def test_it_fits_where_telegram_shows_it_and_is_plain_text(locale: str, demo: bool) -> None:
    said = introduction(texts_for(locale), demo=demo)
    assert 0 < len(said) <= 512
    assert "<" not in said + short_introduction(texts_for(locale))
    assert 0 < len(short_introduction(texts_for(locale))) <= 120


@pytest.mark.parametrize(
    ("locale", "played"), [("zh_CN", "演示环境"), ("zh_TW", "示範環境"), ("en", "Demo:")]
)
def test_a_demo_says_beforehand_that_it_is_one(locale: str, played: str) -> None:
    assert played in introduction(texts_for(locale), demo=True)
    assert played not in introduction(texts_for(locale), demo=False)


def test_it_says_in_which_languages_it_speaks_for_telegram_knows_one_chinese_only() -> None:
    assert introduction(texts_for("zh_CN"), demo=False).endswith("简体中文 · 繁體中文 · English")
