"""What plain words mean: the phrases of every feature and a few keywords; anything else is honestly not understood."""

from __future__ import annotations

import re
import unicodedata

from domain.documents.codes import is_meant_as_code
from domain.periods import is_meant_as_period
from domain.text import folded
from handlers.autopay import handlers as autopay
from handlers.bills import handlers as bills
from handlers.breakdowns import handlers as breakdowns
from handlers.catalog import handlers as catalog
from handlers.checkout.typed import nothing_to_cancel
from handlers.documents import handlers as documents
from handlers.features import FEATURES
from handlers.history import calendar
from handlers.history import handlers as history
from handlers.home import handlers as home
from handlers.notices import handlers as notices
from handlers.orders import handlers as orders
from handlers.privacy import handlers as privacy
from handlers.repayment import batch, early, overpayments
from handlers.repayment import handlers as repayment
from handlers.returns import handlers as returns
from handlers.security import handlers as security
from handlers.shipping import handlers as shipping
from handlers.support import handlers as support
from handlers.ui.intent import Intent, Leaving
from handlers.ui.screen import Phrases, WordHandler

# Whole messages that leave whatever is asked; where nothing is, back leads home, and an open checkout is given up.
BACK = ("返回", "上一步", "back")
CANCEL = ("取消", "cancel")
# Words that decide where no phrase matched; the first that occurs wins, so the more telling ones come first. Their order
# runs across the features, so they stand here and not with the phrases.
KEYWORDS: tuple[tuple[str, WordHandler], ...] = (
    ("多付", overpayments.overpayment_words),
    ("客服", support.agent_words),
    ("人工", support.agent_words),
    ("投诉", support.agent_words),
    ("投訴", support.agent_words),
    ("还不上", support.hardship_words),
    ("還不上", support.hardship_words),
    ("还不起", support.hardship_words),
    ("還不起", support.hardship_words),
    ("延期", support.hardship_words),
    ("失业", support.hardship_words),
    ("失業", support.hardship_words),
    ("协商", support.hardship_words),
    ("協商", support.hardship_words),
    ("金额不对", support.amount_words),
    ("金額不對", support.amount_words),
    ("收货地址", shipping.address_words),  # before 收货, which is about what arrived
    ("收貨地址", shipping.address_words),
    ("收件地址", shipping.address_words),
    ("退货", returns.return_words),  # first: 退货后分期还要还吗 is about the goods
    ("退貨", returns.return_words),
    ("退款", returns.return_words),
    ("收货", returns.return_words),
    ("收貨", returns.return_words),
    ("回单", documents.receipt_words),  # these before 还款 and 账单, which are in some of them
    ("回單", documents.receipt_words),
    ("收据", documents.receipt_words),
    ("收據", documents.receipt_words),
    ("结清证明", documents.certificate_words),
    ("結清證明", documents.certificate_words),
    ("清償證明", documents.certificate_words),
    ("对账单", documents.statement_words),
    ("對帳單", documents.statement_words),
    ("真伪", documents.verify_words),
    ("真偽", documents.verify_words),
    ("提前还", early.settle_words),  # before 还款, which is about the bill that is due
    ("提前還", early.settle_words),
    ("提前繳", early.settle_words),
    ("提前结", early.settle_words),
    ("提前結", early.settle_words),
    ("提前清", early.settle_words),
    ("全部还清", early.settle_words),
    ("全部還清", early.settle_words),
    ("一次性还", early.settle_words),
    ("一次性還", early.settle_words),
    ("罚息", breakdowns.penalty_words),
    ("罰息", breakdowns.penalty_words),
    ("遲延利息", breakdowns.penalty_words),
    ("怎么算", breakdowns.how_words),
    ("怎麼算", breakdowns.how_words),
    ("一起还", batch.choosing_words),
    ("一起還", batch.choosing_words),
    ("一起繳", batch.choosing_words),
    ("自动扣", autopay.autopay_words),
    ("自動扣", autopay.autopay_words),
    ("自动还", autopay.autopay_words),
    ("自動還", autopay.autopay_words),
    ("扣钱", autopay.autopay_words),
    ("扣錢", autopay.autopay_words),
    ("扣款", autopay.autopay_words),
    ("换张卡", autopay.autopay_words),
    ("不是我办", security.freeze_words),
    ("不是我辦", security.freeze_words),
    ("冻结", security.freeze_words),
    ("凍結", security.freeze_words),
    ("被盗", security.freeze_words),
    ("被盜", security.freeze_words),
    ("防钓鱼", security.security_words),
    ("防釣魚", security.security_words),
    ("删除我的", privacy.erase_words),
    ("刪除我的", privacy.erase_words),
    ("注销", privacy.erase_words),
    ("註銷", privacy.erase_words),
    ("隐私", privacy.privacy_words),
    ("隱私", privacy.privacy_words),
    ("个人信息", privacy.privacy_words),
    ("個人資料", privacy.privacy_words),
    ("通知记录", notices.notice_words),
    ("通知記錄", notices.notice_words),
    ("通知紀錄", notices.notice_words),
    ("提醒", notices.reminder_words),
    ("日历", calendar.calendar_words),
    ("日曆", calendar.calendar_words),
    ("行事曆", calendar.calendar_words),
    ("还款记录", history.history_words),
    ("還款記錄", history.history_words),
    ("還款紀錄", history.history_words),
    ("繳款紀錄", history.history_words),
    ("征信", history.lateness_words),
    ("徵信", history.lateness_words),
    ("逾期会", history.lateness_words),
    ("逾期會", history.lateness_words),
    ("还款计划", orders.orders_words),
    ("還款計畫", orders.orders_words),
    ("发货", orders.orders_words),
    ("發貨", orders.orders_words),
    ("出貨", orders.orders_words),
    ("物流", orders.orders_words),
    ("快递", orders.orders_words),
    ("快遞", orders.orders_words),
    ("繳款計畫", orders.orders_words),
    ("账单", bills.bills_words),
    ("帳單", bills.bills_words),
    ("还多少", bills.bills_words),
    ("還多少", bills.bills_words),
    ("繳多少", bills.bills_words),
    ("还款日", bills.bills_words),
    ("繳款日", bills.bills_words),
    ("还款", repayment.repay_words),
    ("還款", repayment.repay_words),
    ("繳款", repayment.repay_words),
    ("订单", orders.orders_words),
    ("訂單", orders.orders_words),
    ("购物车", catalog.cart_words),
    ("購物車", catalog.cart_words),
)
# The same in English, as whole words: a border is no order.
WORDS: tuple[tuple[frozenset[str], WordHandler], ...] = (
    (frozenset({"agent", "human", "complain", "complaint"}), support.agent_words),
    (frozenset({"early", "prepay", "prepayment", "payoff"}), early.settle_words),
    (frozenset({"return", "returns", "refund", "refunds"}), returns.return_words),
    (frozenset({"penalty"}), breakdowns.penalty_words),
    (frozenset({"calculated", "worked"}), breakdowns.how_words),
    (frozenset({"receipt", "receipts"}), documents.receipt_words),
    (frozenset({"certificate"}), documents.certificate_words),
    (frozenset({"statement", "statements"}), documents.statement_words),
    (frozenset({"calendar"}), calendar.calendar_words),
    (frozenset({"reminder", "reminders"}), notices.reminder_words),
    (frozenset({"record", "history"}), history.history_words),
    (frozenset({"bill", "bills"}), bills.bills_words),
    (frozenset({"repay", "repayment", "repayments"}), repayment.repay_words),
    (frozenset({"order", "orders"}), orders.orders_words),
    (frozenset({"cart"}), catalog.cart_words),
)
LONGEST = 40
# What only questions and wishes have in them, and what they are about; no name has either.
_ASKING = re.compile(
    r"\?|怎么|怎麼|怎样|怎樣|如何|为什么|為什麼|为啥|為啥|什么|什麼|多少|几号|幾號|几期|幾期|哪里|哪裡|哪儿|哪个|哪個|哪家"
    r"|吗$|嗎$|能不能|可不可以|可以|行不行|是不是|有没有|有沒有|请问|請問|想问|想問|帮我|幫我|不想|^[我你您]"
    r"|征信|徵信|利息|手续费|手續費|分期|额度|額度|逾期|退货|退貨|退款|客服|实名|實名|贷款|貸款|借款"
    r"|^(?:what|when|where|please|how (?:do|does|can|to|much|many|long|is|are|about))\b"
    r"|^(?:can|could|may|do|does|is|are|will|would) (?:i|you|we|it|my|the|there)\b|^i (?:want|need|would|have|am|can)\b"
)
_LONG_SENTENCE = re.compile("[\u4e00-\u9fff]{13}")  # of a name as long, the parts stand apart


def fold(words: str) -> str:
    """Return the words without what does not matter: width, case, spaces around and punctuation."""
    return _without_punctuation(folded(words))


def _without_punctuation(plain: str) -> str:
    return "".join(c for c in plain if not unicodedata.category(c).startswith(("P", "C")) or c == "?").strip()


def _by_phrase(*offered: Phrases) -> dict[str, WordHandler]:
    """Return the screen of each whole message, folded."""
    return {
        fold(phrase): handler for phrases in offered for handler, said in phrases.items() for phrase in said
    }


_EXACT = _by_phrase(*(feature.PHRASES for feature in FEATURES), {home.start: BACK, nothing_to_cancel: CANCEL})


def classify(words: str) -> Intent:
    """Return what the words mean. A text of more than `LONGEST` characters opens no screen."""
    plain = folded(words)
    bare = _without_punctuation(plain)
    is_short = len(words) <= LONGEST
    by_keyword = _by_keyword(bare)
    known = (_EXACT.get(bare) or _by_form(words)) if is_short else None
    suggested = (by_keyword or _by_word(plain)) if is_short else None
    return Intent(
        known=known,
        guessed=known or suggested,
        request=by_keyword is not None or _is_asking(plain),
        leaving=_leaving(known, bare),
    )


def _by_form(words: str) -> WordHandler | None:
    if is_meant_as_code(words):
        return documents.verify_words
    return documents.statement_words if is_meant_as_period(words) else None


def _by_keyword(bare: str) -> WordHandler | None:
    return next((handler for keyword, handler in KEYWORDS if keyword in bare), None)


def _by_word(plain: str) -> WordHandler | None:
    said = set(re.findall("[a-z]+", plain))
    return next((handler for known, handler in WORDS if known & said), None)


def _is_asking(plain: str) -> bool:
    plain = plain.rstrip("。.!~ ")
    return bool(_LONG_SENTENCE.search(plain) or _ASKING.search(plain))  # the quicker question first


def _leaving(known: WordHandler | None, bare: str) -> Leaving | None:
    if bare in BACK:
        return Leaving.BACK
    if known is nothing_to_cancel:
        return Leaving.CANCEL
    return Leaving.HOME if known is home.start else None
