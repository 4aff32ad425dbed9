"""What a newcomer reads at the first start, in their language: where to look, and nothing that is not for them."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.cli.newcomer import languages_of
from tests.support.processes import FORKED, Birth, born

ENGLISH = ["A key for personal data", "Catalogue imported", "Open http"]
SHOP = {"en": "The shop's own people", "zh": "商家自己人看的"}
CHINESE = ["已生成保护个人信息的密钥", "示例商品已上架：29 件商品", "用浏览器打开 http"]
TAIWAN = ["已產生保護個人資料的金鑰", "範例商品已上架：29 件商品", "用瀏覽器打開 http"]


@pytest.mark.parametrize(
    ("birth", "locale", "beginnings", "page"),
    [
        (FORKED, "C.UTF-8", [*ENGLISH, CHINESE[-1]], "/?lang=en in"),
        (FORKED, "en_US.UTF-8", ENGLISH, "/?lang=en in"),
        (Birth(anew=True), "zh_CN.UTF-8", CHINESE, "/ 就能聊天"),
        (FORKED, "zh_TW.UTF-8", TAIWAN, "/?lang=zh-TW 就能聊天"),
    ],
    ids=["C", "en", "zh_CN", "zh_TW"],
)
async def test_the_first_start_is_quiet_and_says_where_to_look(
    tmp_path: Path, birth: Birth, locale: str, beginnings: list[str], page: str
) -> None:
    """Nothing but this is said by an interpreter of its own either, whose every import is new."""
    console = SHOP["zh" if locale.startswith("zh") else "en"]
    async with born(birth, "start", cwd=tmp_path, SANDBOX_PORT="0", LANG=locale) as process:
        assert page in await process.line(beginnings[2])
        assert "/sandbox/console" in await process.line(console)
        assert await process.stop() == 0
    expected = ["sandbox: http://127.0.0.1:", *beginnings, console]
    assert [line[: len(begins)] for line, begins in zip(process.lines, expected, strict=True)] == expected


@pytest.mark.parametrize(
    ("environment", "languages"),
    [
        ({}, ("en", "zh-CN")),
        ({"LANG": "POSIX"}, ("en", "zh-CN")),
        ({"LANG": "de_DE.UTF-8"}, ("en",)),
        ({"LANG": "en_GB.UTF-8", "LC_MESSAGES": "zh_CN.UTF-8"}, ("zh-CN",)),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "en_US.UTF-8"}, ("en",)),
        ({"LANG": "zh-Hant"}, ("zh-TW",)),
        ({"LANG": "zh_SG", "LC_ALL": ""}, ("zh-CN",)),
    ],
)
def test_the_terminals_language_is_found_as_posix_finds_it(
    environment: dict[str, str], languages: tuple[str, ...]
) -> None:
    assert languages_of(environment) == languages
