"""The customer's own sentence of one debt: 花呗分期 3999 分12期 每期357.24 每月10号还. What is read is blanked out, and what
is left over is what the customer calls it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from domain.billtexts.days import Unsaid, days_in
from domain.billtexts.numbers import amounts_in
from domain.billtexts.plain import BLANK, blanked, plain, without_secrets
from domain.billtexts.results import Conflict, Missing, Product, SentenceKind, SentenceReading
from domain.billtexts.senders import product_in, senders_in
from domain.dates import add_months, month_end
from domain.patterns import pattern
from domain.text import is_digits, simplified
from domain.value import replace

LONGEST_SENTENCE = 400
LONGEST_NAME = 20
MOST_PERIODS = 480
LEAST_OF_A_PERIOD_FEN = 20_00  # what would be less for each period is one period's
LEAST_WITHOUT_A_WORD_FEN = 100_00  # less is what a thing is called, or a day
MONTHS_OFF = 12  # a year is often all that is said of the end
CENTS_OFF_FEN = 100  # of each period, that rounding may leave out

_DAY = r"(3[01]|[12][0-9]|0?[1-9])\s*[号日]"
_TAIL = pattern(r"(?:尾号|尾数|末四码|末四位|后四位|末4位)\s*[:是为]?\s*([0-9]{4})(?![0-9])")
_PERIOD_OF = pattern(
    r"第\s*([0-9]{1,3})\s*期?\s*/\s*([0-9]{1,3})\s*期?|(?<![0-9])([0-9]{1,3})\s*/\s*([0-9]{1,3})\s*期"
)
_PERIOD_NO = pattern(r"(?:到|是|该|在还|现在|正在还|已经|下一?期是)?第\s*([0-9]{1,3})\s*(?:期|个月)(?:了)?")
_PERIODS_LEFT = pattern(
    r"(?:还剩下?|剩余|剩下?|还有|余下|还差|还要还|还需要?还|尚余|没还的?|未还的?|剩了?)(?:有|最后|"
    r"大概|约)?\s*([0-9]{1,3})\s*(?:期|个月)(?:没还|未还|要还|没还完)?"
    r"|([0-9]{1,3})\s*(?:期|个月)\s*(?:没还|未还|还没还|待还|要还)"
)
_YEARS_LEFT = pattern(r"(?:还剩下?|剩余|剩下?|还有|还要还|还要供)\s*([0-9]{1,2})\s*年")
_PERIODS_DONE = pattern(
    r"(?:已经?还了?|还了|已经还了?|还过|付了|还完|已付|交了)\s*([0-9]{1,3})\s*(?:期|"
    r"个月)(?:了)?"
)
_PERIODS = pattern(
    r"(?:分|共|一共|总共|总|做|办)?(?:了|成)?\s*(?<![0-9.])(?!1\s*[期个])([0-9]{1,3})\s*(?:期|"
    r"个月)(?!后|前|以后)"
)
_YEARS = pattern(
    r"(?:贷款?|贷了|分|期限|供|分期)\s*(半|[0-9]{1,2})\s*年(?!底|[0-9])|"
    r"(?<![0-9年])([0-9]{1,2})\s*年(?!底|末|[0-9])"
)
# It comes again after so many months: what most people pay every year (保险, 物业费) is due on a day of one month.
_EVERY = pattern(
    r"每(?:隔)?(?P<months>[2-9]|1[0-2])个月(?:1次|一次)?|每个?(?P<quarter>季度?)(?:的|1次|一次)?|(?P<half>每半年|半年(?:1次|一次|付|缴))"
    r"|(?P<year>每1?年(?!化|利)(?:的|都)?|(?<![0-9])1年(?:1次|一次)|年[付缴])"
)
_PER_PERIOD = r"(?:每期|每个?月|月供|月还|期供|一期|每次|1期|单期|每一期|每月还款|1个月|月租|月付)"
_UNTIL_MONTH = pattern(
    r"(?:还|供|付|交|缴|持续)?(?:到|至)\s*(?:(20[2-9][0-9]|[2-9][0-9])\s*年|(明年|今年|"
    r"后年))\s*(?:(1[0-2]|0?[1-9])\s*月)?(?:底|末)?(?:为止|结束|还完|还清)?"
    r"|(?:(20[2-9][0-9])\s*年|(明年|今年|后年))\s*(?:(1[0-2]|0?[1-9])\s*月)?(?:份|底)?(?:还清|"
    r"还完|结清|到期|结束)"
    r"|(?:还|供)?(?:到|至)\s*(20[2-9][0-9])[-./](1[0-2]|0?[1-9])(?![0-9])"
)
_STATEMENT_DAY = pattern(
    rf"(?:账单日|出账日|结账日|(?<![号日])账单)\s*(?:是|为|在|:)?\s*(?:每个?月)?\s*{_DAY}|"
    rf"(?:每个?月)?{_DAY}\s*(?:出账单?|是?账单日?|出单)"
)
_NUMBER_DAY = pattern(
    r"(账单日|出账日)\s*[:是为]?\s*(3[01]|[12][0-9]|0?[1-9])(?![0-9号日.,元])|(?:还款日|到期日|"
    r"扣款日)\s*[:是为]?\s*(3[01]|[12][0-9]|0?[1-9])(?![0-9号日.,元/月-])"
)
_MONTHLY = pattern(
    rf"每个?月的?\s*{_DAY}|(?:还款日|到期日|扣款日|缴款日|缴费日)\s*(?:是|为|在|"
    rf":)?\s*(?:每个?月|次月|下个?月)?的?\s*{_DAY}"
)
_MONTHLY_NUMBER = pattern(
    r"每个?月的?\s*(3[01]|[12][0-9]|0?[1-9])(?=\s|$|[还扣交付提剩共])(?!\s*(?:元|块|[还扣交付]款?[0-9]))"
)
_MONTHLY_END = pattern(
    "每个?月(?:的)?(?:月)?(?:底|末|最后一天|最后1天)|每个?月月底|(?:还款日|到期日)\\s*(?:是|为)?(?:每月)?月底"
)
_THIS_MONTH_END = pattern("(本|这个?|下个?|次)?月(?:底|末)")
_YEAR_END = pattern("(今|明|后)?年(?:底|末)")
_FORGOTTEN = "我?也?(?:(?:不太?|没有?)(?:记得|知道|清楚|确定|记住)|(?:记不(?:清|得|住|太清)|忘记?|说不[准好清]|没数)了?)"
# The customer does not know the amount, or it is another one each time; no question is asked by it.
NO_AMOUNT = pattern(
    rf"(?:每[期次个]月?的?)?(?:金额|钱数|数额|还款额)(?:都|每[期次个]月?|各?期)*(?:{_FORGOTTEN}|不固定|不一定|不定|不一样|不一|不同|会变|浮动|变动)"
    rf"|{_FORGOTTEN}(?:每[期次个]月?)?(?:要|得|该|是|具体)*(?:还|付|交)?多少钱?(?:1期|一期|了)?"
    rf"|(?:每[期次个]月?)?(?:要|得|该|是|具体)*(?:还|付|交)?多少钱?{_FORGOTTEN}|多少不[定一]定?|每[次月期个]月?都?(?:不一样|不固定|不同)"
)
_ONLY_DATE = pattern(
    "只(?:要|需|用)?(?:提醒|记日期|提醒日期|管日期)|只提醒|不(?:用|要|需要)?(?:记|写|填|管)金额|不记金额"
)
_NUMBER = r"[0-9][0-9,]*(?:\.[0-9]+)?\s*[万千百kw]?"
_COUNTED = r"(?!期|个|年(?![底前末])|天|号|日|月(?!底)|次|笔|%|/)"
# About so much is no amount: which one it is the customer says.
_ABOUT = pattern(
    rf"(?<![0-9.])(?:{_NUMBER}\s*(?:多(?:[1一]?点)?|来|几|余|出头|\+(?!\s*[0-9]))\s*(?:元|块钱?)?(?:多|出头)?{_COUNTED}"
    rf"|{_NUMBER}\s*(?:元|块钱?)?\s*(?:出头|不到|不足|多(?=[1一]点|$|\s|[,。])){_COUNTED})"
    rf"|(?:不到|不足|将近|接近|(?<!最)近|快要?到?)\s*{_NUMBER}(?![0-9.])\s*(?:元|块钱?)?{_COUNTED}"
    rf"|(?<![0-9])(?:好?几|[一二两三四五六七八九]{{2}})[百千万]+(?:来|多)?(?:元|块钱?)?{_COUNTED}"
    rf"|(?<![0-9])[一二两三四五六七八九][百千万][一二三四五六七八九]{{2}}(?:元|块钱?)?(?![十百千]){_COUNTED}"
)
# Somebody else owes it: 小王欠我2000, 借给同事500, 老李下月还我3000.
_KIN = "哥姐爸妈弟妹叔姑姨舅爷奶伯嫂婶公婆媳爹娘侄表堂老同朋邻"
_OWED_TO_ME = pattern(
    rf"(?<!我)欠(?:了|着|下)?我们?(?:的)?(?:钱|款)?(?![{_KIN}家])|(?<!还)(?<!要还)借(?:给|走了?我)(?!我)|(?:跟|向|找|问|从)我(?:这里|这儿|这)?借"
    rf"|(?:要|会|再|就|才|该|还没|没|[月号日天年前底])还(?:给)?我(?:的)?(?=\s*(?:[0-9¥钱块]|$))"
)
_PRINCIPAL = pattern(
    r"(?:总共|一共|总额|总价|本金|借[了的]?|欠了?[^0-9,。]{0,6}|贷款[了的]|贷[了的]|贷了?(?<=[0-9\s]贷)|"
    r"买[^0-9,。]{0,10}|金额|分期金额|总金额|共|借款|贷了|还欠|还差|还剩下?|剩余|剩下?|总的|花了?|刷了?|"
    r"价格?)\s*[:是为]?\s*$"
)
_PER_BEFORE = pattern(
    rf"{_PER_PERIOD}\s*(?:要|需|得|应|大概|大约|约)*(?:还款?|付|交|扣|缴)?\s*(?:款|"
    rf"金额)?[:是为]?\s*$|[*x×乘]\s*$"
)
_PER_AFTER = pattern(
    r"\s*(?:/|一|1|×|x|\*)\s*(?:期|个?月)|\s*[*x×]|\s?每(?:期|个?月)(?![^0-9\x02]{0,4}[¥0-9])"
)
_MAYBE_A_DAY = pattern(r"每个?月(?:的)?\s*$")
_OWED_TO = pattern(
    "欠(?!费|款|条|了|着)|借(?:了)?[^呗条0-9]{1,6}(?:的)?钱|(?:借了?|还)(?:给)?(?:我)?(?:哥|"
    "姐|爸|妈|朋友|同事|"
    "同学|老板|舅|叔|姑|姨|弟|妹|伯|爷|奶|老公|老婆|表|堂)|还?给(?!我)[\u4e00-\u9fff]{2,4}(?=[0-9])"
)
_CARD = pattern("信用卡|贷记卡")
_LOAN = pattern("贷|按揭|公积金")
_FILLERS = pattern(
    "帮我|给我|麻烦|请|我要|我想|我有|我的|想要|记一笔|记1笔|记一下|记1下|记下来|记下|记上|"
    "记录|记个|记账|记|添加|新增|"
    "加一笔|加1笔|加一个|加1个|加上|提醒一下|提醒我|提醒|只要|只|一下|固定|自动|每个月|每月|"
    "每期|每次|月供|月还|"
    "首期|首次|还款日|账单日|出账单|出账日|出账|到期日|扣款日|还款|应还|还清|还完|没还|还有|"
    "还剩|剩余|剩下|最后|总共|一共|总额|"
    "合计|本金|分成|分了|需要|要还|得还|付款|缴纳|缴费|扣款|左右|大概|大约|之前|为止|开始|"
    "的时候|块钱|[0-9]+笔|一笔|[1一]次|现在|"
    "已经|目前|谢谢|利息|免息|手续费|日期|金额|还他|还她|就行|就好|就可以|即可|行了|到期"
)
_EDGE_FILLERS = pattern(
    "^(?:我在|我用|用|借了|贷了|一个|1个|办了|办的|做的|共|需|要|还给|还(?![呗款])|付(?=..)|交(?!行|通)|"
    "缴|扣|元|块|期|了|是|在|到|吧|的|分(?![付期])|和|"
    "跟|给|向|我|有|剩|约|前|起|由|从)+(?=..)|(?:还|交|缴|扣|元|块|(?<!分)期|了|是|在|到|吧|哦|啊|呢|哈|"
    "的|分|和|给|我|借了|借的?|欠了|欠的?|贷了|共|"
    "要|需|剩|有|前|起|约)+$"
)
_THINGS = pattern(
    "房贷|车贷|信用卡|助学贷款|助学贷|消费贷|公积金贷款?|学费|房租|租金|按揭|贷款|话费|"
    "保险|医美|装修|驾校|培训|(?<=[\u4e00-\u9fffa-z])分期(?!成)|手机|电脑|电视|空调|冰箱|"
    "洗衣机|平板|相机"
)
_OWED_NAME = pattern("(欠(?!了|着)[^0-9\\s,。的钱\x01\x02]{1,8}?)(?=[0-9\x01\x02\\s,。的钱]|$)")
_LONG_NUMBER = pattern("[0-9]{5,}")
_RUN = pattern(r"[a-z0-9\u4e00-\u9fff+-]+(?: [a-z0-9+-]+)*")


@dataclass(slots=True)
class _Words:
    """What is left of the sentence, and what was read so far."""

    rest: str
    today: date

    def take(self, form: re.Pattern[str]) -> re.Match[str] | None:
        """Return what is found, and blank it out."""
        found = form.search(self.rest)
        if found is not None:
            self.rest = blanked(self.rest, found)
        return found

    def take_number(self, form: re.Pattern[str]) -> int | None:
        found = self.take(form)
        return int(next(filter(None, found.groups()))) if found else None


def read_sentence(text: str, today: date) -> SentenceReading:
    """Return what the customer says of one debt, and what is to be asked."""
    whole = plain(text[:LONGEST_SENTENCE]).replace("\n", " ")
    tail = _TAIL.search(whole)
    words = _Words(without_secrets(blanked(whole, tail) if tail else whole), today)
    said = SentenceReading(SentenceKind.INSTALLMENT, card_tail=tail[1] if tail else None)
    said = _with_what_is_unknown(said, words)
    said = _with_days(_with_periods(_with_until(said, words), words), words)
    said = _with_amounts(said, words)
    said = _with_name(said, words, whole)
    return _judged(replace(said, name=_as_typed(said.name, text) if said.name else None), today)


def _as_typed(name: str, text: str) -> str:
    """Return the name in the letters it was typed in, traditional ones or capitals; as it was read where it is not there."""
    parts = (text[at : at + len(name)] for at in range(len(text[:LONGEST_SENTENCE]) - len(name) + 1))
    return next((part for part in parts if simplified(part).lower() == name), name)


def is_owed_to_the_customer(text: str) -> bool:
    """Return whether somebody else owes what is told of: 小王欠我2000."""
    return _OWED_TO_ME.search(plain(text[:LONGEST_SENTENCE])) is not None


def _with_what_is_unknown(said: SentenceReading, words: _Words) -> SentenceReading:
    """Note what is another each time, how often it comes, and that an amount was said only as about so much."""
    is_open = words.take(_ONLY_DATE) is not None
    while words.take(NO_AMOUNT) is not None:
        is_open = True
    every = words.take(_EVERY)
    is_about = False
    while words.take(_ABOUT) is not None:
        is_about = True
    return replace(said, date_only=is_open, every_months=_months_of(every), about_amount=is_about)


def _months_of(every: re.Match[str] | None) -> int | None:
    if every is None:
        return None
    if every["months"]:
        return int(every["months"])
    return 3 if every["quarter"] else 6 if every["half"] else 12


def _with_until(said: SentenceReading, words: _Words) -> SentenceReading:
    found = words.take(_UNTIL_MONTH)
    if found is None:
        return said
    year = next(filter(None, (found[1], found[2], found[4], found[5], found[7])))
    month = next(filter(None, (found[3], found[6], found[8])), None)
    number = _year(year, words.today)
    return replace(said, until=month_end(date(number, int(month or 12), 1)))


def _year(said: str, today: date) -> int:
    if is_digits(said):
        return int(said) if len(said) == 4 else 2000 + int(said)
    return today.year + {"今": 0, "明": 1, "后": 2}[said[0]]


def _with_periods(said: SentenceReading, words: _Words) -> SentenceReading:
    if (of := words.take(_PERIOD_OF)) is not None:
        of_both = [int(each) for each in of.groups() if each]
        said = replace(said, period_no=of_both[0], periods=of_both[1])
    left = words.take_number(_PERIODS_LEFT)
    years_left = words.take_number(_YEARS_LEFT)
    done = words.take_number(_PERIODS_DONE)
    number = words.take_number(_PERIOD_NO) or said.period_no or (done + 1 if done else None)
    periods = said.periods or words.take_number(_PERIODS) or _periods_of_years(words)
    left = left or (years_left * 12 if years_left else None)
    return replace(
        said, periods=_in_range(periods), periods_left=_in_range(left), period_no=_in_range(number)
    )


def _periods_of_years(words: _Words) -> int | None:
    found = words.take(_YEARS)
    if found is None:
        return None
    years = found[1] or found[2]
    return 6 if years == "半" else int(years) * 12


def _in_range(number: int | None) -> int | None:
    return number if number and number <= MOST_PERIODS else None


def _with_days(said: SentenceReading, words: _Words) -> SentenceReading:
    statement = words.take_number(_STATEMENT_DAY)
    due = (
        31 if words.take(_MONTHLY_END) else words.take_number(_MONTHLY) or words.take_number(_MONTHLY_NUMBER)
    )
    while (bare := words.take(_NUMBER_DAY)) is not None:
        statement = statement or (int(bare[2]) if bare[2] else None)
        due = due or (int(bare[3]) if bare[3] else None)
    first = None
    for day in days_in(words.rest, words.today, said=True):
        words.rest = blanked(words.rest, range(day.first, day.last))
        if day.unsaid is Unsaid.MONTH:
            due = due or day.on.day
        elif first is None:
            first = day.on
    if first is None and (end := words.take(_YEAR_END)) is not None:
        first = date(_year((end[1] or "今") + "年", words.today), 12, 31)
    if first is None and due is None and (end := words.take(_THIS_MONTH_END)) is not None:
        if end[1] or not said.periods:
            first = month_end(
                add_months(words.today, 1 if (end[1] or "本")[0] in "下次" else 0, anchor_day=1)
            )
        else:
            due = 31
    return replace(said, statement_day=statement, due_day=due, first_due=first)


def _with_amounts(said: SentenceReading, words: _Words) -> SentenceReading:
    """Note the amounts by the words beside them; where two are said to be the same thing, it is neither."""
    per_period, principal, others, foreign = set[int](), set[int](), set[int](), False
    for amount in list(amounts_in(words.rest, apart=True)):
        before = words.rest[max(0, amount.first - 12) : amount.first]
        after = words.rest[amount.last : amount.last + 8]
        is_per_period = bool(_PER_BEFORE.search(before) or _PER_AFTER.match(after))
        is_principal = bool(_PRINCIPAL.search(before))
        is_small = not amount.marked and amount.fen < LEAST_WITHOUT_A_WORD_FEN
        if is_small and (not (is_per_period or is_principal) or _MAYBE_A_DAY.search(before)):
            continue  # 苹果17, 每月16
        words.rest = blanked(words.rest, range(amount.first, amount.last))
        if not amount.is_yuan:
            foreign = True
        else:
            (per_period if is_per_period else principal if is_principal else others).add(amount.fen)
    return replace(_shared(said, per_period, principal, others), foreign_money=foreign)


def _shared(
    said: SentenceReading, per_period: set[int], principal: set[int], others: set[int]
) -> SentenceReading:
    """Give the amounts without a word beside them to what is still open; two of them are nothing."""
    each, whole = _only(per_period), _only(principal)
    is_open = not per_period and not principal
    if len(others) == 1:
        several = said.periods_left or said.period_no or said.due_day or said.until
        if (is_open and several and (said.periods is None or said.periods_left)) or (
            not per_period and said.periods and min(others) < said.periods * LEAST_OF_A_PERIOD_FEN
        ):
            each = _only(others)
        elif not principal:
            whole = _only(others)
        elif not per_period:
            each = _only(others)
    elif len(others) == 2 and is_open and said.periods and min(others) * said.periods * 2 > max(others):
        whole, each = max(others), min(others)
    if whole and each and whole < each and not principal:
        whole = None
    return replace(said, per_period_fen=each, principal_fen=whole)


def _only(amounts: set[int]) -> int | None:
    return next(iter(amounts)) if len(amounts) == 1 else None


def _with_name(said: SentenceReading, words: _Words, whole: str) -> SentenceReading:
    named = [one for one in senders_in(whole) if not one.sender.is_platform] or [*senders_in(whole)]
    sender = named[0].sender if named else None
    product = (sender.product if sender else None) or product_in(whole)
    name = _name(words.rest)
    if product is None and name is not None and name.endswith("卡"):
        product = Product.CARD
    kind = _kind(said, whole, product)
    if said.every_months and said.per_period_fen is None and not (said.until or said.periods):
        said = replace(said, per_period_fen=said.principal_fen, principal_fen=None)
    if kind is SentenceKind.ONE_OFF and said.principal_fen is None:
        said = replace(said, principal_fen=said.per_period_fen, per_period_fen=None)
    if kind is SentenceKind.ONE_OFF and said.due_day and said.first_due is None:
        this = add_months(words.today, 0, anchor_day=said.due_day)
        on = this if this >= words.today else add_months(words.today, 1, anchor_day=said.due_day)
        said = replace(said, first_due=on, due_day=None)
    return replace(said, kind=kind, name=name, sender=sender.name if sender else None, product=product)


def _kind(said: SentenceReading, whole: str, product: Product | None) -> SentenceKind:
    is_in_periods = bool(said.periods or said.periods_left or said.period_no)
    if not said.every_months and _OWED_TO.search(whole) and not is_in_periods and "每" not in whole:
        return SentenceKind.ONE_OFF
    if product in (Product.MORTGAGE, Product.CAR) or _LOAN.search(_without_senders(whole)):
        return SentenceKind.LOAN
    if is_in_periods:
        return SentenceKind.INSTALLMENT
    if said.every_months:
        return SentenceKind.LOAN if "贷" in whole else SentenceKind.INSTALLMENT
    if said.first_due is not None and said.due_day is None and not said.statement_day:
        return SentenceKind.ONE_OFF
    if product in (Product.CARD, Product.PAY_LATER) or said.statement_day or _CARD.search(whole):
        return SentenceKind.CARD
    return SentenceKind.INSTALLMENT


def _without_senders(words: str) -> str:
    for named in senders_in(words):
        words = blanked(words, range(named.first, named.last))
    return words


def _name(rest: str) -> str | None:
    """Return what is left over: where it holds the name of a lender or a thing, that run, else the first."""
    if (owed := _OWED_NAME.search(rest)) is not None:
        return owed[1]
    kept = [range(named.first, named.last) for named in senders_in(rest)]
    kept += [range(*found.span()) for found in _THINGS.finditer(rest)]
    rest = _LONG_NUMBER.sub(lambda f: BLANK * len(f[0]), rest)
    left = _FILLERS.sub(lambda f: f[0] if any(f.start() in k for k in kept) else BLANK * len(f[0]), rest)
    runs = [_trimmed(run[0].strip(" -+")) for run in _RUN.finditer(left)]
    named = [run for run in runs if len(run) > 1 and not is_digits(run) and run != "分期"]
    known = [run for run in named if _THINGS.search(run) or any(True for _ in senders_in(run))]
    return next((run[:LONGEST_NAME] for run in (*known, *named)), None)


def _trimmed(run: str) -> str:
    """Return the words without what is only said around a name; but for what is a name itself."""
    known = [*senders_in(run)]
    if not known:
        return _EDGE_FILLERS.sub("", run)
    first, last = known[0].first, known[-1].last
    before, after = (
        _EDGE_FILLERS.sub("", run[:first] + "某某")[:-2],
        _EDGE_FILLERS.sub("", "某某" + run[last:])[2:],
    )
    return before + run[first:last] + after


def _judged(said: SentenceReading, today: date) -> SentenceReading:
    """Add what is to be asked, and what cannot be right together."""
    missing = []
    if said.name is None:
        missing.append(Missing.NAME)
    if said.due_day is None and said.first_due is None:
        missing.append(Missing.DUE)
    amount = said.principal_fen if said.kind is SentenceKind.ONE_OFF else said.per_period_fen
    if amount is None and not said.date_only and said.kind is not SentenceKind.CARD:
        missing.append(Missing.AMOUNT)
    if said.kind in (SentenceKind.INSTALLMENT, SentenceKind.LOAN) and not (
        said.periods or said.periods_left or said.until or said.date_only
    ):
        missing.append(Missing.PERIODS)
    return replace(said, missing=tuple(missing), conflict=_conflict(said, today))


def _conflict(said: SentenceReading, today: date) -> Conflict | None:
    of, left, number = said.periods, said.periods_left, said.period_no
    if of and ((left and left > of) or (number and number > of)):
        return Conflict.PERIODS
    if left and said.until and abs(_months_between(today, said.until) - left) > MONTHS_OFF:
        return Conflict.UNTIL
    if of and said.principal_fen and said.per_period_fen:
        whole = said.per_period_fen * of
        if whole + CENTS_OFF_FEN * of < said.principal_fen:
            return Conflict.TOO_LITTLE
        if whole > said.principal_fen * 2:
            return Conflict.TOO_MUCH
    return None


def _months_between(first: date, last: date) -> int:
    return (last.year - first.year) * 12 + last.month - first.month
