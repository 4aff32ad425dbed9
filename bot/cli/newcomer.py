"""What the sandbox says at its first start, in the language of the terminal: a newcomer comes from a README in one of these.
Everything else that an operator reads is English.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

ENGLISH, SIMPLIFIED, TRADITIONAL = "en", "zh-CN", "zh-TW"

_KEY_MADE = {
    ENGLISH: "A key for personal data was made in {path}."
    " Keep a copy: without it names and ID numbers cannot be read.",
    SIMPLIFIED: "已生成保护个人信息的密钥：{path}。请留一份备份，没有它就读不出姓名和身份证号。",
    TRADITIONAL: "已產生保護個人資料的金鑰：{path}。請留一份備份，沒有它就讀不出姓名和身分證字號。",
}
_SHOP_FILLED = {
    ENGLISH: "Catalogue imported: {products} products, {lenders} lenders, {plans} plans"
    " ({added} new, {changed} changed, {withdrawn} withdrawn).",
    SIMPLIFIED: "示例商品已上架：{products} 件商品，{lenders} 家机构，{plans} 个分期方案。",
    TRADITIONAL: "範例商品已上架：{products} 件商品，{lenders} 家機構，{plans} 個分期方案。",
}
_OPEN_PAGE = {
    ENGLISH: "Open {address}/?lang=en in a browser to chat. Press Ctrl+C to stop.",
    SIMPLIFIED: "用浏览器打开 {address}/ 就能聊天，按 Ctrl+C 停下。",
    TRADITIONAL: "用瀏覽器打開 {address}/?lang=zh-TW 就能聊天，按 Ctrl+C 停止。",
}

_OPEN_CONSOLE = {
    ENGLISH: "The shop's own people look in at {address}/sandbox/console?lang=en (the console, with sample members).",
    SIMPLIFIED: "商家自己人看的后台：{address}/sandbox/console（有示例成员）。",
    TRADITIONAL: "商家自己人看的後台：{address}/sandbox/console?lang=zh_TW（有範例成員）。",
}


def languages_of(environment: Mapping[str, str]) -> tuple[str, ...]:
    """Return the languages to speak, the first before the others: the locale's, as POSIX finds it; of none, English and
    Chinese.
    """
    named = (environment.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    locale = next((value for value in named if value), "").replace("-", "_").lower()
    if locale.startswith("zh"):
        return (TRADITIONAL,) if locale.startswith(("zh_tw", "zh_hk", "zh_mo", "zh_hant")) else (SIMPLIFIED,)
    return (ENGLISH, SIMPLIFIED) if locale.partition(".")[0] in {"", "c", "posix"} else (ENGLISH,)


def key_made(path: Path, language: str = ENGLISH) -> str:
    return _KEY_MADE[language].format(path=path)


def shop_filled(language: str = ENGLISH, **counts: int) -> str:
    """Say how many there are now: `counts` of products, lenders, plans, and of those added, changed, withdrawn."""
    return _SHOP_FILLED[language].format(**counts)


def open_page(address: str, language: str) -> str:
    """Return where to look; the page speaks the same language there."""
    return _OPEN_PAGE[language].format(address=address)


def open_console(address: str, language: str) -> str:
    """Return where the console is, with members to sign in as."""
    return _OPEN_CONSOLE[language].format(address=address)
