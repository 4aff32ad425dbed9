"""What people want of a note by its name: 删掉花呗那笔, 把白条改成每月12号, 房贷改成4300, 花呗别提醒了, 白条还剩几期. Pure;
whether there is such a note nobody knows here.
"""

from __future__ import annotations

import re
from enum import StrEnum

from domain.billtexts.plain import plain
from domain.billtexts.senders import senders_in
from domain.patterns import pattern
from domain.text import folded, simplified
from domain.tracked.results import TrackedField, TrackedTerms
from domain.value import Value

LONGEST = 40  # characters
_POLITE = "(?:请|麻烦|帮我|给我|替我|我想|我要|想|要|把|将|你)*"
_NAME = "(?P<name>[^,，。?？!！]{1,20}?)"
_THAT = "(?:那1?[笔个条]|那一[笔个条]|这1?[笔个条]|这一[笔个条])?"
_OF_NOTES = "(?:我?记的|的)?(?:记录|提醒|账|分期)?"
_AT_THE_END = "(?:吧|了|啊|呀|哦|好了|可以吗|行吗|谢谢)*"
_DELETE = "(?:删掉|删除|删了|删|去掉|移除|移掉)"
_CHANGE = "(?:改|换|调整?|变|挪)(?:成|到|为)"


class NoteWish(StrEnum):
    DELETE = "delete"
    CHANGE = "change"
    MUTE = "mute"
    LOOK = "look"


class SaidOfNote(Value):
    """What is wanted of the note that is named. `changes`: of a change, what it may be, the first one first; `to`: as it was
    said; none where only 改一下 was. `is_bare`: nothing but the name was said, so that it has to be the whole of it.
    """

    wish: NoteWish
    name: str
    changes: tuple[TrackedField, ...] = ()
    to: str = ""
    is_bare: bool = False


_FORMS: tuple[tuple[NoteWish, re.Pattern[str]], ...] = (
    (NoteWish.DELETE, pattern(rf"{_POLITE}{_DELETE}(?:我的?|我?记的)?{_NAME}{_THAT}{_OF_NOTES}{_AT_THE_END}")),
    (NoteWish.DELETE, pattern(rf"{_POLITE}{_NAME}{_THAT}{_OF_NOTES}(?:都|给我)?{_DELETE}{_AT_THE_END}")),
    (NoteWish.DELETE, pattern(rf"{_POLITE}{_NAME}{_THAT}(?:不用|不要|别|不)再?记了{_AT_THE_END}")),
    (NoteWish.MUTE, pattern(
        rf"{_POLITE}{_NAME}{_THAT}(?:就|以后|先|都)*(?:别|不要|不用|不必)(?:再|来|给我)*提醒(?:我)?{_AT_THE_END}")),
    (NoteWish.MUTE, pattern(rf"{_POLITE}(?:关掉|关闭|停掉|停止|取消|关){_NAME}{_THAT}的?(?:还款)?提醒{_AT_THE_END}")),
    (NoteWish.CHANGE, pattern(
        rf"{_POLITE}{_NAME}{_THAT}的?(?P<what>名字|还款日|日期|日子|金额|每期|月供|每月|每个月|每年|期数)?(?:都|给我)*"
        rf"(?:{_CHANGE}|改名(?:叫|成|为)?|改叫)(?P<to>[^?？]{{1,20}}?){_AT_THE_END}")),
    (NoteWish.CHANGE, pattern(
        rf"{_POLITE}(?:改一下|改1下|改|修改|编辑)(?:我的?|我?记的)?{_NAME}{_THAT}(?P<what>)(?P<to>){_AT_THE_END}")),
    (NoteWish.CHANGE, pattern(rf"{_POLITE}{_NAME}{_THAT}(?:要)?(?:改一下|改1下|改改|修改)(?P<what>)(?P<to>){_AT_THE_END}")),
    (NoteWish.LOOK, pattern(
        rf"(?:{_POLITE}(?:看看?|看下|看一下|看1下|查看?|查一下|查1下|打开))?(?:我的?|我?记的)?{_NAME}{_THAT}"
        r"(?:的?(?:还款日|下次还款|账单)?(?:这个月|本月|下个?月|每个?月|每期|现在|下次|下一期)?(?:是|要|得)?"
        r"(?:还剩(?:下)?(?:几期|多少期?|多少钱)|还有(?:几期|多少期?|多少钱)(?:没还)?|剩几期|几号(?:要|该)?还|什么时候(?:要|该)?还|哪天(?:要|该)?还"
        r"|(?:这1?期|本期)?(?:都|也)?(?:已经?|刚刚?)?(?:还了|还完|还清|还过|已还)|还多少钱?|还欠多少钱?|(?:是)?几号|(?:是)?哪天))?(?:了|来着|啊|呀|呢)?")),
)  # fmt: skip
_RENAMES = pattern("改名|改叫")
_OF_DAYS, _OF_MONEY = pattern("还款日|日期|日子"), pattern("金额|每期|月供")
_A_DAY = pattern("[号日]|月底|月末|最后|每个?月")
_PERIODS = pattern("[0-9]\\s*期|期数|个月")
_NAMES = pattern("名字")


def said_of_a_note(words: str) -> SaidOfNote | None:
    """Return what is wanted of which note, where words may want something of one; None of all others."""
    if not 1 < len(words.strip()) <= LONGEST:
        return None
    said = plain(words).strip(" 。.!~?")
    for wish, form in _FORMS:
        found = form.fullmatch(said)
        if found is None:
            continue
        name = found["name"].strip()
        if wish is not NoteWish.CHANGE:
            return SaidOfNote(wish, name, is_bare=name == said)
        to = found["to"].strip()
        return SaidOfNote(wish, name, _changes(said, found["what"] or "", to), to)
    return None


def wants_a_change(words: str) -> bool:
    """Return whether words ask to delete, change or silence something, so that they are no answer to what is asked."""
    said = said_of_a_note(words)
    return said is not None and said.wish is not NoteWish.LOOK


def is_named(terms: TrackedTerms, said: SaidOfNote) -> bool:
    """Return whether a note is meant by a name: what it is called, its lender, or a part of what it is called."""
    called, name = _bare(terms.name or ""), _bare(said.name)
    if not called or not name:
        return False
    if called == name or (not said.is_bare and len(name) > 1 and name in called):
        return True
    lenders = {one.sender.name for one in senders_in(name) if one.last - one.first == len(name)}
    return terms.lender is not None and terms.lender in lenders


def _bare(name: str) -> str:
    return simplified(folded(name)).replace(" ", "")


def _changes(said: str, what: str, to: str) -> tuple[TrackedField, ...]:
    """Return what a change may be of, by what it is said to be, or is to be."""
    if not to:
        return ()
    if _RENAMES.search(said) or _NAMES.search(what):
        return (TrackedField.NAME,)
    if _PERIODS.search(what + to):
        return (TrackedField.PERIODS,)
    if _OF_DAYS.search(what) or (_A_DAY.search(what + to) and not _OF_MONEY.search(what)):
        return (TrackedField.DUE, TrackedField.AMOUNT)
    return (TrackedField.AMOUNT, TrackedField.DUE)
