"""Plain words that open a screen. Exact phrases and a few keywords; anything else is honestly not understood."""

from __future__ import annotations

import unicodedata

from telegram import Update

from handlers import home, orders, shop
from handlers.context import Context
from handlers.reply import Reply
from handlers.screen import WordHandler

BACK = ("返回", "上一步", "back")
# Whole messages, as people type them; compared after folding width and case and dropping punctuation.
PHRASES: dict[WordHandler, tuple[str, ...]] = {
    orders.bills_words: (
        "账单", "帳單", "我的账单", "我的帳單", "查账单", "查帳單", "看账单", "bills", "bill", "my bills",
        "这个月还多少", "这个月要还多少", "這個月要還多少", "还款日", "還款日", "还款日是几号", "欠多少",
    ),
    orders.repay_words: (
        "还款", "還款", "我要还款", "我要還款", "还钱", "還錢", "repay", "pay", "现在还", "现在还款",
    ),
    orders.orders_words: ("订单", "訂單", "我的订单", "我的訂單", "查订单", "orders", "order", "my orders", "还款计划"),
    shop.shop_words: ("逛逛", "去逛逛", "商品", "买东西", "買東西", "shop", "browse", "products"),
    shop.cart_words: ("购物车", "購物車", "cart", "结算", "結帳", "checkout"),
    home.help_words: ("帮助", "幫助", "說明", "help", "?", "怎么用"),
    home.language_words: ("语言", "語言", "language", "english", "繁體中文", "简体中文", "中文"),
    home.start: ("开始", "開始", "首页", "首頁", "你好", "您好", "hi", "hello", "start", *BACK),
    home.nothing_to_cancel: ("取消", "cancel"),
}  # fmt: skip
# Words that decide where no phrase matched; the first that occurs wins, so the more telling ones come first.
KEYWORDS: tuple[tuple[str, WordHandler], ...] = (
    ("还款计划", orders.orders_words),
    ("還款計畫", orders.orders_words),
    ("账单", orders.bills_words),
    ("帳單", orders.bills_words),
    ("还多少", orders.bills_words),
    ("還多少", orders.bills_words),
    ("还款日", orders.bills_words),
    ("还款", orders.repay_words),
    ("還款", orders.repay_words),
    ("订单", orders.orders_words),
    ("訂單", orders.orders_words),
    ("购物车", shop.cart_words),
    ("購物車", shop.cart_words),
    ("bill", orders.bills_words),
    ("repay", orders.repay_words),
    ("order", orders.orders_words),
    ("cart", shop.cart_words),
)
LONGEST = 40


def fold(words: str) -> str:
    """Width, case, spaces around and punctuation do not matter."""
    folded = unicodedata.normalize("NFKC", words).casefold().strip()
    return "".join(
        c for c in folded if not unicodedata.category(c).startswith(("P", "C")) or c == "?"
    ).strip()


_EXACT = {fold(phrase): handler for handler, phrases in PHRASES.items() for phrase in phrases}


def meaning(words: str) -> WordHandler | None:
    """The handler of a whole message that is one of the known phrases."""
    return _EXACT.get(fold(words)) if len(words) <= LONGEST else None


def guess(words: str) -> WordHandler | None:
    """`meaning`, or what a keyword in a short sentence suggests."""
    known = meaning(words)
    if known is not None or len(words) > LONGEST:
        return known
    folded = fold(words)
    return next((handler for keyword, handler in KEYWORDS if keyword in folded), None)


def is_cancel(words: str) -> bool:
    return meaning(words) is home.nothing_to_cancel


def is_back(words: str) -> bool:
    return fold(words) in BACK


async def screen_for_words(update: Update, context: Context, words: str) -> Reply | None:
    """The screen that a known phrase asks for, where words are expected for something else."""
    handler = meaning(words)
    if handler is None:
        return None
    outcome = await handler(update, context)
    return outcome if isinstance(outcome, Reply) else None
