"""Which words are a message of a lender, forwarded or pasted, and none of the customer's own. Pure."""

from __future__ import annotations

from datetime import date
from re import IGNORECASE

from domain.billtexts.kinds import holds_a_code
from domain.billtexts.messages import read_message
from domain.billtexts.plain import plain
from domain.billtexts.results import MessageReading, NoBill, ReadBill
from domain.patterns import pattern
from domain.text import folded
from domain.tracked.sentences import asks

SHORTEST = 8  # characters
# Who sends it stands in front of a text message, or behind it.
_SIGNED = pattern(r"\s*【[^】\n]{2,24}】|(?s:.*)【[^】\n]{2,24}】\s*\Z")
_UNSUBSCRIBES = pattern(
    r"(?:退订|退訂|拒收)(?:请|請)?[回复復]|回[复復]?\s?(?:td|[trn])(?![a-z])|\breply stop\b"
)
# A lender writes to somebody, and in lines; a customer writes of oneself, and of every month.
_ADDRESSED = pattern(
    r"您|尊敬的|亲爱的|親愛的|温馨提[示醒]|溫馨提[示醒]|提醒[:：]|通知[:：]|尾[号號]|末四[位码碼]|\bdear\b|\byour\b"
)
_OF_ONESELF = pattern(
    r"我|俺|咱|每个?月|每個?月|记一?[笔下账]|記一?[筆下帳]|\bi\b|\bmy\b|\bevery month\b|\bmonthly\b"
)
# A line of a plan, copied from an app: nobody names a bill so, and it has all that a bill has but a name.
_LINE_OF_A_PLAN = pattern(r"\s*(?:第\s*)?[0-9]{1,3}\s*/\s*[0-9]{1,3}\s*期[^0-9\u4e00-\u9fffa-z]")
# In an English sentence that tells something these ask nothing: your payment is due.
_TELLS = pattern(r"(?<=[a-z0-9] )(?:is|can|do|does|could|when)\b(?=[^?？]*$)")
_LINES = 3
_SEPARATED = pattern("[;；]")
_MAY_NAME_A_CODE = pattern(r"[码碼]|口令|密[码碼]|\bcode\b|\botp\b|passcode", IGNORECASE)
# Of a code that is spoken of, not told: where it was sent to, and when.
_SPEAKS_OF_A_CODE = pattern(
    r"[0-9]{4}年|(?:尾[号號]|手机|手機|发到|發到|发给|發給|收到|收不到)[^0-9\n]{0,6}[0-9]{4,8}"
)
# What cheats ask for, and a bill does not.
_ASKS_FOR_MORE = pattern(
    "[转轉匯汇打]([账帳]|款|到|入|至|给|給)|[个個]人[账帐帳][户戶号號]|私人|微信|[qQ]{2}|[扫掃][码碼]|下[载載]|[点點]击|[点點]擊|https?:"
    "|共享|屏幕|安全[账帐帳]|解[冻凍]|保[证證]金|[认認][证證]金|注[销銷]|裸[条條照]|起[诉訴]|上[门門]"
)
# What a lender's text warns of itself: it sounds like what it warns of.
_CAUTION = pattern("(?:[请請]勿|切勿|勿|不要|[谨謹]防|[严嚴]防|[当當]心|小心|警惕)[^，。,.；;！!\\n]*")
NO_BILL_IN_WORDS_OF_ONES_OWN = (NoBill.CODE, NoBill.FOREIGN_MONEY)


def message_in(words: str, sent_on: date, *, forwarded: bool) -> MessageReading | None:
    """Return what a message of a lender says, or why nothing of it is taken; None where the words are the customer's own.
    `forwarded`: they were sent on, not typed; `sent_on`: the day on which they were written.
    """
    if len(words) < SHORTEST:
        return None
    is_signed = _SIGNED.match(words) is not None
    least = 1 if forwarded or is_signed else _least_bills(words)
    if least is None:
        return None
    read = read_message(words, sent_on)
    if read.bills:
        is_plain = forwarded or is_signed or all(map(_is_plain, read.bills))
        return read if is_plain and len(read.bills) >= least else None
    if is_signed or read.refusal in NO_BILL_IN_WORDS_OF_ONES_OWN:
        return read
    return read if read.refusal is NoBill.ADVERTISEMENT and (forwarded or _unsubscribes(words)) else None


def carries_a_code(words: str) -> bool:
    """Return whether a code stands in the words that nobody else should see: it is taken out of the chat, kept nowhere."""
    if not _MAY_NAME_A_CODE.search(words):
        return False
    said = plain(words)
    return holds_a_code(said if _SIGNED.match(words) else _SPEAKS_OF_A_CODE.sub("", said))


def without_cautions(words: str) -> str:
    """Return the words of a text that is signed without what it warns of (请勿告诉他人、谨防诈骗); others as they are."""
    return _CAUTION.sub("", words) if _SIGNED.match(words) else words


def asks_for_more(words: str) -> bool:
    """Return whether words ask for what cheats do, and a bill does not."""
    return _ASKS_FOR_MORE.search(words) is not None


def _least_bills(words: str) -> int | None:
    """Return how many bills words without a signature have to tell of, to be a lender's; None: they are the customer's."""
    said = folded(words)
    if _UNSUBSCRIBES.search(said) or _LINE_OF_A_PLAN.match(said):
        return 1
    if _OF_ONESELF.search(said) or asks(_TELLS.sub("", said)):
        return None
    lines = len(words.strip().splitlines())
    if _ADDRESSED.search(said) or lines >= _LINES:
        return 1
    return 2 if lines > 1 or _SEPARATED.search(said) else None


def _unsubscribes(words: str) -> bool:
    return _UNSUBSCRIBES.search(folded(words)) is not None


def _is_plain(bill: ReadBill) -> bool:
    return bill.sender is not None or bill.product is not None or _is_a_period(bill)


def _is_a_period(bill: ReadBill) -> bool:
    return None not in (bill.period_no, bill.periods, bill.amount_fen, bill.due_on)
