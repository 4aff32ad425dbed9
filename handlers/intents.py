"""Plain words that open a screen. Exact phrases and a few keywords; anything else is honestly not understood."""

from __future__ import annotations

import re
import unicodedata

from domain.documents.codes import is_meant_as_code
from domain.periods import is_meant_as_period
from handlers.autopay import handlers as auto_debit
from handlers.bills.handlers import bills_words
from handlers.breakdowns import handlers as explaining
from handlers.catalog import handlers as shop
from handlers.checkout.cancel import nothing_to_cancel
from handlers.documents import handlers as documents
from handlers.history import calendar as due_calendar
from handlers.history import handlers as record
from handlers.home import handlers as home
from handlers.notices import handlers as reminders
from handlers.orders import handlers as orders
from handlers.privacy import handlers as privacy
from handlers.repayment import batch as choosing
from handlers.repayment import early
from handlers.repayment import handlers as paying
from handlers.repayment import overpayments as credit
from handlers.returns import handlers as returns
from handlers.security import handlers as safety
from handlers.support import handlers as cases
from handlers.ui.intent import Intent, Leaving
from handlers.ui.screen import WordHandler

BACK = ("返回", "上一步", "back")
# Whole messages, as people type them; compared after folding width and case and dropping punctuation.
PHRASES: dict[WordHandler, tuple[str, ...]] = {
    bills_words: (
        "账单", "帳單", "我的账单", "我的帳單", "查账单", "查帳單", "看账单", "bills", "bill", "my bills",
        "这个月还多少", "这个月要还多少", "這個月要還多少", "还款日", "還款日", "还款日是几号", "欠多少",
    ),
    paying.repay_words: (
        "还款", "還款", "我要还款", "我要還款", "还钱", "還錢", "repay", "pay", "现在还", "现在还款",
    ),
    choosing.choosing_words: (
        "一起还", "一起還", "都还了", "都還了", "一起还几笔", "一起還幾筆", "多笔一起还", "多筆一起還",
        "把逾期的都还了", "把到期的都还了",
        "全部账单一起还", "還多筆", "pay several", "pay all bills", "pay everything due",
    ),
    auto_debit.debit_words: (
        "自动扣款", "自動扣款", "自动还款", "自動還款", "代扣", "绑卡", "綁卡", "换卡", "換卡", "几点扣钱", "幾點扣錢",
        "几点扣款",
        "关掉自动还款", "關掉自動還款", "关闭自动扣款", "扣款失败咋办", "autopay", "auto debit", "automatic debit",
        "direct debit",
    ),
    due_calendar.calendar_words: (
        "日历", "日曆", "还款日历", "還款日曆", "加到日历", "加到日曆", "calendar", "due dates",
    ),
    record.record_words: (
        "还款记录", "還款記錄", "還款紀錄", "信用记录", "信用紀錄", "我的记录", "我的征信", "征信", "徵信",
        "我有没有逾期", "我有沒有逾期",
        "record", "history", "payment history", "my record",
    ),
    reminders.reminder_words: (
        "提醒设置", "提醒設定", "通知设置", "通知設定", "设置提醒", "設定提醒", "提醒时间", "提醒時間",
        "reminders", "reminder settings", "notification settings",
    ),
    reminders.notice_words: (
        "通知记录", "通知記錄", "通知紀錄", "发过什么通知", "notices", "notification history",
    ),
    safety.safety_words: (
        "账号安全", "帳號安全", "防钓鱼码", "防釣魚碼", "安全设置", "安全設定", "safety", "account safety", "security",
    ),
    safety.freeze_words: (
        "不是我办的", "不是我辦的", "冻结账号", "凍結帳號", "账号被盗", "帳號被盜", "不是我办的分期", "不是我辦的分期",
        "盗用", "盜用",
        "freeze my account", "it was not me",
    ),
    privacy.privacy_words: (
        "隐私", "隱私", "我的数据", "我的資料", "我的信息", "我的資訊", "个人信息", "個人資料", "隐私和我的数据",
        "导出我的数据", "匯出我的資料", "撤回同意", "我的同意", "privacy", "my data", "export my data", "withdraw consent",
    ),
    privacy.erase_words: (
        "删除我的信息", "刪除我的資料", "删除我的个人信息", "刪除我的個人資料", "删除账号", "刪除帳號", "注销账号",
        "註銷帳號", "注销", "註銷", "delete my data", "delete my account",
    ),
    record.lateness_words: (
        "逾期会怎样", "逾期會怎樣", "逾期一天上征信吗", "逾期一天會上徵信嗎", "逾期会上征信吗", "逾期影响征信吗",
        "晚一天还会怎样",
        "what if i pay late", "what happens if i am late",
    ),
    credit.credit_words: (
        "多付的钱", "多付的錢", "多还了", "多還了", "我多付了", "退给我", "退給我", "退钱", "退錢",
        "钱退了吗", "錢退了嗎", "余额", "餘額",
        "overpaid", "money back", "pay me back", "credit",
    ),
    orders.orders_words: ("订单", "訂單", "我的订单", "我的訂單", "查订单", "orders", "order", "my orders", "还款计划"),
    returns.return_words: (
        "退货", "退貨", "退款", "我要退货", "我要退貨", "我要退款", "确认收货", "確認收貨", "return", "refund",
    ),
    documents.receipt_words: (
        "回单", "回單", "还款回单", "還款回單", "收据", "收據", "還款收據", "receipt", "receipts", "my receipts",
    ),
    documents.certificate_words: (
        "结清证明", "結清證明", "清偿证明", "清償證明", "开结清证明", "開結清證明", "settlement certificate", "certificate",
    ),
    documents.statement_words: ("对账单", "對帳單", "对帐单", "账单流水", "statement", "statements", "my statement"),
    documents.verify_words: (
        "核对", "核對", "查核", "核对文件", "核對文件", "验证码", "驗證碼", "验证", "驗證", "核对真伪", "核對真偽", "verify",
    ),
    shop.shop_words: ("逛逛", "去逛逛", "商品", "买东西", "買東西", "shop", "browse", "products"),
    shop.cart_words: ("购物车", "購物車", "cart", "结算", "結帳", "checkout"),
    home.help_words: ("帮助", "幫助", "說明", "help", "?", "怎么用"),
    home.language_words: ("语言", "語言", "language", "english", "繁體中文", "简体中文", "中文"),
    home.start: (
        "开始", "開始", "首页", "首頁", "回首页", "回首頁", "你好", "您好", "hi", "hello", "start", "home", *BACK,
    ),
    nothing_to_cancel: ("取消", "cancel"),
    explaining.how_words: (
        "怎么算的", "怎麼算的", "怎么算", "怎麼算", "利息怎么算", "利息怎麼算", "利息怎么算的", "年化怎么算", "手续费怎么算",
        "how is it worked out", "how is interest calculated",
    ),
    explaining.penalty_words: (
        "罚息怎么算", "罚息怎么算的", "罰息怎麼算", "罰息怎麼算的", "逾期费怎么算", "how is the penalty calculated",
    ),
    cases.agent_words: (
        "找客服", "客服", "人工", "人工客服", "转人工", "找人工", "联系客服", "聯絡客服", "真人客服", "agent", "human",
        "talk to a person", "customer service", "support",
    ),
    cases.hardship_words: (
        "有困难", "有困難", "手头紧", "手頭緊", "还不上", "還不上", "还不起", "還不起", "这月真还不上",
        "失业了怎么办", "失業了怎麼辦",
        "能不能延期", "能不能延期一个月", "延期还款", "延期還款", "协商还款", "協商還款", "i cannot pay", "hardship",
    ),
    cases.paid_words: (
        "我已经还了", "我已經還了", "已经还了", "已經還了", "已还款", "已還款", "还过了", "還過了",
        "i have paid", "already paid",
    ),
    cases.amount_words: ("金额不对", "金額不對", "账单不对", "帳單不對", "算错了", "算錯了", "the amount is wrong"),
    cases.payday_words: (
        "发工资再还", "發薪水再還", "发工资了再还", "晚几天还", "晚幾天還", "过几天还", "過幾天還", "pay later",
    ),
    early.settle_words: (
        "提前还款", "提前還款", "提前还清", "提前還清", "提前结清", "提前結清", "提前清償", "一次还清", "一次還清",
        "pay off early", "settle early", "early repayment", "prepay",
    ),
}  # fmt: skip
# Words that decide where no phrase matched; the first that occurs wins, so the more telling ones come first.
KEYWORDS: tuple[tuple[str, WordHandler], ...] = (
    ("多付", credit.credit_words),
    ("客服", cases.agent_words),
    ("人工", cases.agent_words),
    ("投诉", cases.agent_words),
    ("投訴", cases.agent_words),
    ("还不上", cases.hardship_words),
    ("還不上", cases.hardship_words),
    ("还不起", cases.hardship_words),
    ("還不起", cases.hardship_words),
    ("延期", cases.hardship_words),
    ("失业", cases.hardship_words),
    ("失業", cases.hardship_words),
    ("协商", cases.hardship_words),
    ("協商", cases.hardship_words),
    ("金额不对", cases.amount_words),
    ("金額不對", cases.amount_words),
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
    ("提前结", early.settle_words),
    ("提前結", early.settle_words),
    ("提前清", early.settle_words),
    ("全部还清", early.settle_words),
    ("全部還清", early.settle_words),
    ("一次性还", early.settle_words),
    ("一次性還", early.settle_words),
    ("罚息", explaining.penalty_words),
    ("罰息", explaining.penalty_words),
    ("怎么算", explaining.how_words),
    ("怎麼算", explaining.how_words),
    ("一起还", choosing.choosing_words),
    ("一起還", choosing.choosing_words),
    ("自动扣", auto_debit.debit_words),
    ("自動扣", auto_debit.debit_words),
    ("自动还", auto_debit.debit_words),
    ("自動還", auto_debit.debit_words),
    ("扣钱", auto_debit.debit_words),
    ("扣錢", auto_debit.debit_words),
    ("扣款", auto_debit.debit_words),
    ("换张卡", auto_debit.debit_words),
    ("不是我办", safety.freeze_words),
    ("不是我辦", safety.freeze_words),
    ("冻结", safety.freeze_words),
    ("凍結", safety.freeze_words),
    ("被盗", safety.freeze_words),
    ("被盜", safety.freeze_words),
    ("防钓鱼", safety.safety_words),
    ("防釣魚", safety.safety_words),
    ("删除我的", privacy.erase_words),
    ("刪除我的", privacy.erase_words),
    ("注销", privacy.erase_words),
    ("註銷", privacy.erase_words),
    ("隐私", privacy.privacy_words),
    ("隱私", privacy.privacy_words),
    ("个人信息", privacy.privacy_words),
    ("個人資料", privacy.privacy_words),
    ("通知记录", reminders.notice_words),
    ("通知記錄", reminders.notice_words),
    ("提醒", reminders.reminder_words),
    ("日历", due_calendar.calendar_words),
    ("日曆", due_calendar.calendar_words),
    ("还款记录", record.record_words),
    ("還款記錄", record.record_words),
    ("還款紀錄", record.record_words),
    ("征信", record.lateness_words),
    ("徵信", record.lateness_words),
    ("逾期会", record.lateness_words),
    ("逾期會", record.lateness_words),
    ("还款计划", orders.orders_words),
    ("還款計畫", orders.orders_words),
    ("账单", bills_words),
    ("帳單", bills_words),
    ("还多少", bills_words),
    ("還多少", bills_words),
    ("还款日", bills_words),
    ("还款", paying.repay_words),
    ("還款", paying.repay_words),
    ("订单", orders.orders_words),
    ("訂單", orders.orders_words),
    ("购物车", shop.cart_words),
    ("購物車", shop.cart_words),
)
# The same in English, as whole words: a border is no order.
WORDS: tuple[tuple[frozenset[str], WordHandler], ...] = (
    (frozenset({"agent", "human", "complain", "complaint"}), cases.agent_words),
    (frozenset({"early", "prepay", "prepayment", "payoff"}), early.settle_words),
    (frozenset({"return", "returns", "refund", "refunds"}), returns.return_words),
    (frozenset({"penalty"}), explaining.penalty_words),
    (frozenset({"calculated", "worked"}), explaining.how_words),
    (frozenset({"receipt", "receipts"}), documents.receipt_words),
    (frozenset({"certificate"}), documents.certificate_words),
    (frozenset({"statement", "statements"}), documents.statement_words),
    (frozenset({"calendar"}), due_calendar.calendar_words),
    (frozenset({"reminder", "reminders"}), reminders.reminder_words),
    (frozenset({"record", "history"}), record.record_words),
    (frozenset({"bill", "bills"}), bills_words),
    (frozenset({"repay", "repayment", "repayments"}), paying.repay_words),
    (frozenset({"order", "orders"}), orders.orders_words),
    (frozenset({"cart"}), shop.cart_words),
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
    return _without_punctuation(_plain(words))


def _plain(words: str) -> str:
    return unicodedata.normalize("NFKC", words).casefold().strip()


def _without_punctuation(plain: str) -> str:
    return "".join(c for c in plain if not unicodedata.category(c).startswith(("P", "C")) or c == "?").strip()


_EXACT = {fold(phrase): handler for handler, phrases in PHRASES.items() for phrase in phrases}


def classify(words: str) -> Intent:
    """Return what the words mean. A text of more than `LONGEST` characters opens no screen."""
    plain = _plain(words)
    folded = _without_punctuation(plain)
    is_short = len(words) <= LONGEST
    by_keyword = _by_keyword(folded)
    known = (_EXACT.get(folded) or _by_form(words)) if is_short else None
    suggested = (by_keyword or _by_word(plain)) if is_short else None
    return Intent(
        known=known,
        guessed=known or suggested,
        request=by_keyword is not None or _is_asking(plain),
        leaving=_leaving(known, folded),
    )


def _by_form(words: str) -> WordHandler | None:
    if is_meant_as_code(words):
        return documents.verify_words
    return documents.statement_words if is_meant_as_period(words) else None


def _by_keyword(folded: str) -> WordHandler | None:
    return next((handler for keyword, handler in KEYWORDS if keyword in folded), None)


def _by_word(plain: str) -> WordHandler | None:
    said = set(re.findall("[a-z]+", plain))
    return next((handler for known, handler in WORDS if known & said), None)


def _is_asking(plain: str) -> bool:
    plain = plain.rstrip("。.!~ ")
    return bool(_ASKING.search(plain) or _LONG_SENTENCE.search(plain))


def _leaving(known: WordHandler | None, folded: str) -> Leaving | None:
    if folded in BACK:
        return Leaving.BACK
    if known is nothing_to_cancel:
        return Leaving.CANCEL
    return Leaving.HOME if known is home.start else None
