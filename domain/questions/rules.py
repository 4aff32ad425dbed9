"""Sentences that were not understood, without what could tell whose they are: names, numbers, addresses of any kind."""

from __future__ import annotations

import unicodedata

from domain.patterns import pattern

MASK = "●"
LONGEST = 200
_SURNAMES = (
    "王李张張刘劉陈陳杨楊黄黃赵趙吴吳周徐孙孫马馬朱胡郭何林高罗羅郑鄭梁谢謝宋唐许許邓鄧冯馮韩韓曹曾彭萧蕭肖蔡潘田董袁于余叶葉蒋蔣"
    "杜苏蘇魏程吕呂丁沈任姚卢盧傅钟鐘姜崔谭譚廖范汪陆陸石戴贾賈韦韋夏邱侯邹鄒熊孟秦白江阎閻薛尹段雷黎史龙龍陶贺賀顾顧毛郝龚龔邵万萬钱錢"
    "严嚴覃武莫孔汤湯欧歐古"
)
_NAME = f"[{_SURNAMES}][\u4e00-\u9fff·]{{1,3}}"
_ALONE = pattern(_NAME)
_SAID_NAMES = pattern(r"(?<=我叫|我是|叫做|姓名|名字|本人)(?:是|叫|为|[:：\s])*" + _NAME)
_TITLED = pattern(f"[{_SURNAMES}][\u4e00-\u9fff]{{0,2}}(?=先生|女士|小姐|太太|老师|老師|经理|經理)")
_LATIN_NAMES = pattern(r"\b[A-Z][a-z]+(?: [A-Z][a-z]+)+\b")
_ADDRESSES = pattern(r"(?:https?://|www\.)\S+|[\w.+-]+@[\w.-]+|@\w+")
_IDS = pattern(r"(?<![A-Za-z0-9])(?=[A-Za-z-]*\d)[A-Za-z0-9-]{6,}(?![A-Za-z0-9])")
_FIGURES = pattern(r"\d(?:[\d,. -]*\d)?")
_SPELT = pattern("[〇零一二三四五六七八九幺两兩]{5,}")


def masked(words: str) -> str | None:
    """Return the sentence with what is personal hidden; None where nothing is left that could be a question."""
    plain = unicodedata.normalize("NFKC", words)
    line = " ".join("".join(" " if unicodedata.category(c)[0] == "C" else c for c in plain).split())[:LONGEST]
    if _ALONE.fullmatch(line) or _LATIN_NAMES.fullmatch(line):
        return None
    for hidden in (_ADDRESSES, _LATIN_NAMES, _SAID_NAMES, _TITLED, _IDS, _FIGURES, _SPELT):
        line = hidden.sub(MASK, line)
    return line if any(unicodedata.category(c).startswith("L") for c in line) else None


def alike(line: str) -> str:
    """Return what equal sentences have in common: not case, spaces or punctuation."""
    folded = line.casefold()
    return "".join(c for c in folded if c == MASK or unicodedata.category(c)[0] not in "PZS")
