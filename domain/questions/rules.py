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
_COMPOUND = "欧阳|歐陽|司马|司馬|上官|诸葛|諸葛|慕容|令狐|皇甫|尉迟|公孙|公孫|东方|東方|夏侯|长孙|長孫|端木|司徒|南宫|南宮"
# No second character of a name, and words that only begin as a name does.
_GIVEN = "(?:(?![怎什么麼吗嗎呢的了吧呀啊我你您他她们們这這那还還没沒为為啥几幾])[\u4e00-\u9fff·])"
_NO_NAME = (
    "(?!白条|白條|黄金|黃金|金条|余额|余款|余下|于是|高利|高额|高[不了]|万一|万[元块分]|萬一|方[法式便案]|周[一二三四五六日末期转內内]|钱[不都被没怎到也要是]|錢[不都被沒怎到也要是]"
    "|马上|馬上|龙卡|常常|任何|程序|平[台时]|安[全卡装]|江苏|武汉|石油|段时间|毛病|经常|何时|何[必况]|许多|許多|陆续|陸續|顾客|顧客|严重|嚴重|曾经|曾經)"
)
_NAME = f"{_NO_NAME}(?:{_COMPOUND}|[{_SURNAMES}]){_GIVEN}{{1,2}}"
_ALONE = pattern(f"(?:{_COMPOUND}|[{_SURNAMES}])[\u4e00-\u9fff·]{{1,3}}")
_ANY_NAME = r"(?:[\u4e00-\u9fff]{2,4}?(?=[,，。.!！?？;；:：\s]|$)|" + _NAME + ")"
_SAID_NAMES = pattern(r"(?<=我叫|名叫|叫做|姓名|名字|本人|户名|戶名)(?:是|叫|为|為|[:：\s])*" + _ANY_NAME)
_TITLED = pattern(
    rf"{_NO_NAME}(?:{_COMPOUND}|[{_SURNAMES}])[\u4e00-\u9fff]{{0,2}}?(?=先生|女士|小姐|太太|老师|老師|经理|經理|同学|同學|师傅|師傅|大哥|大姐|阿姨)"
)
_KIN = (
    "妈妈?|媽媽?|爸爸?|老婆|老公|爱人|愛人|妻子|丈夫|媳妇|媳婦|儿子|兒子|女儿|女兒|哥哥?|姐姐?|弟弟?|妹妹?|爷爷|爺爺|奶奶|外公|外婆|叔叔?|舅舅?|姑姑?|阿姨|婆婆|公公|岳父|岳母"
    "|朋友|同事|同学|同學|室友|女友|男友|对象|對象|亲戚|親戚|邻居|鄰居|老板|老闆|家人|联系人|聯絡人|我是|我系|我係|这里是|這裡是|给|給|帮|幫|替|找|转给|轉給|收款人|借款人|持卡人"
)
_OF_KIN = pattern(rf"(?P<said>(?:{_KIN})(?:名字|姓名)?(?:是|叫|[:：\s])*){_NAME}")
_OWNED = pattern(rf"{_NAME}(?=(?:的|名下|这个人|這個人|本人|身份证|身分證|(?:在|说|說)(?:你|您|这|這)))")
# What is said of nobody but people, where a sentence begins with it: two characters that names end with.
_OFTEN = (
    "秀英伟偉芳娜敏静靜丽麗强強磊军軍洋勇艳艷杰傑娟涛濤超霞刚剛桂兰蘭玲红紅华華建国國文辉輝飞飛波斌宇浩凯凱健俊帆雪倩婷欣怡梅莉燕鹏鵬"
    "志明海山仁忠义義信东東云雲龙龍凤鳳琴珍玉春淑慧洁潔晓曉宁寧峰锋鋒翔博鑫晨阳陽旭轩軒梓涵泽澤睿琪佳思嘉子美德福祥庆慶"
)
_USUAL_NAMES = pattern(rf"{_NO_NAME}(?:{_COMPOUND}|[{_SURNAMES}])[{_OFTEN}]{{2}}")
_LATIN_NAMES = pattern(r"\b[A-Z][a-z]+(?: [A-Z][a-z]+)+\b")
_LATIN_SAID = pattern(
    r"(?i)(?P<said>\b(?:my name(?: is|'s|:)|my name|name:|call me|i am called|wo jiao|wo shi|wo de mingzi shi)\s+)"
    r"[a-z'-]+(?: (?!how|what|why|can|i |and |zen|de |yao|xiang)[a-z'-]+)?"
)
_LATIN_KIN = pattern(
    r"(?P<said>\b(?i:wife|husband|mother|mom|mum|father|dad|son|daughter|brother|sister|friend|colleague|mr|mrs|ms|miss|dr)"
    r"\.?,? )[A-Z][a-z]+"
)
_ADDRESSES = pattern(r"(?:https?://|www\.)\S+|[\w.+-]+@[\w.-]+|@\w+")
_IDS = pattern(r"(?<![A-Za-z0-9])(?=[A-Za-z-]*\d)[A-Za-z0-9-]{6,}(?![A-Za-z0-9])")
_FIGURES = pattern(r"\d(?:[\d,. -]*\d)?")
_SPELT = pattern("[〇零一二三四五六七八九幺两兩]{5,}")

_PLACES = pattern(
    r"[\u4e00-\u9fff]{1,6}?(?:省|市|州|区|區|县|縣|旗|镇|鎮|乡|鄉|街道|大道|路|街)"
    r"(?:[\u4e00-\u9fff\d-]{1,6}?(?:市|区|區|县|縣|镇|鎮|乡|鄉|街道|大道|路|街|巷|弄|村|小区|小區|花园|花園|号院|號院|号楼|號樓|号|號|栋|棟|单元|單元|室))+"
)
_HIDDEN = (
    _ADDRESSES, _PLACES, _LATIN_NAMES, _SAID_NAMES, _TITLED, _OWNED, _USUAL_NAMES, _IDS, _FIGURES, _SPELT,
)  # fmt: skip


def masked(words: str) -> str | None:
    """Return the sentence with what is personal hidden; None where nothing is left that could be a question."""
    plain = unicodedata.normalize("NFKC", words)
    line = " ".join("".join(" " if unicodedata.category(c)[0] == "C" else c for c in plain).split())[:LONGEST]
    if _ALONE.fullmatch(line) or _LATIN_NAMES.fullmatch(line):
        return None
    for after in (_LATIN_SAID, _LATIN_KIN, _OF_KIN):
        line = after.sub(rf"\g<said>{MASK}", line)
    for hidden in _HIDDEN:
        line = hidden.sub(MASK, line)
    return line if any(unicodedata.category(c).startswith("L") for c in line) else None


def alike(line: str) -> str:
    """Return what equal sentences have in common: not case, spaces or punctuation."""
    folded = line.casefold()
    return "".join(c for c in folded if c == MASK or unicodedata.category(c)[0] not in "PZS")
