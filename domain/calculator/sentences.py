"""A sentence of the calculator, with what was added to it since: one offer, or two to be compared. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from domain.calculator.facts import Facts, facts_in, normal
from domain.calculator.readings import offer_of
from domain.calculator.results import Asked, Early, Missing, Problem, Understood
from domain.patterns import pattern
from domain.value import Value, replace

MOST_OFFERS = 2
AND = "+"  # in front of a line that is another offer
SHORTEST = 3  # characters
LEAST_LENT_FEN = 1_000_00  # where no number of instalments is said
_COMPARES = pattern(
    r"哪[个种家]|划算|比一?[比下]|比较|对比|更?(?:便宜|省钱|合算)|还是|\bvs\b|which|cheaper|better|versus|compare"
)
_BETWEEN = pattern(
    r"和|跟|与|还是|或者?|比(?![较一下比])|[,;。、\n]|\b(?:vs\.?|versus|or|and|against|compared (?:to|with))\b"
)
_PLAINLY_BETWEEN = pattern(r"还是|[;\n]|\b(?:vs\.?|versus)\b")
_OF_SOMETHING_ELSE = pattern(
    r"我的(?:订单|账单|分期|贷款)|订单|账单(?![0-9分])|逾期|罚息|违约金|滞纳金|最低还款|额度|征信|被骗|投诉|起诉|催收|客服|退货|退款|为什么|为啥|凭什么"
    r"|有没有|有冇|有无|合法|犯法|高利贷|违法|你们|贵司|这里|你家|已经还|欠我|借给|理财|存款|存钱|收益|余额宝|股票|基金|通胀|涨|降价|打折|折扣|优惠券|税"
    r"|overdue|late fee|penalt|my (?:order|bill|loan|debt)|why|refund|scam|illegal|deposit|savings"
    r"|tax|discount|invest|return"
)
_ASKS_A_RATE = pattern(r"年化|利率|利息|费率|划算|贵不贵|真实|实际|\bapr\b|rate|interest")
_FILLER = pattern(
    r"那么?|如果|要是|假如|换成|改成|改为|换|按|用|算|呢|吗|的话|的|了|啊|呀|吧|是|我|帮我|请|看看|看|下|多少|怎么样|什么|再|来|期数?|金额|借款?|贷款?|本金|分|共|总"
    r"|利率|费率|手续费|利息|年|月|每期|每月|还|付|后|和|跟|与|比|哪个?|更|划算|便宜|一|个|方案|另一个"
    r"|what about|how about|what if|and|with|at|for|over|the|it|a|is|of|in|to|by|rate|then|if|vs|or|which|cheaper|better"
    r"|[\s\x00?？!！。.,，;、:~%¥()]"
)
_AND_ANOTHER = pattern(r"(?:那|再|要是)?(?:和|跟|与|同|比起|相比|vs\b|compared? (?:to|with)\b|versus\b)")
_COUNTS = pattern("[0-9一二两三四五六七八九十百千万]")
_NUMBER_ALONE = pattern(r"\s*([0-9]+(?:\.[0-9]+)?)\s*[。.]?")


class Lacking(Value):
    """What is to be said next, and what was said so far."""

    what: Missing
    said: Facts


def is_a_calculation(words: str) -> bool:
    """Return whether words plainly name a loan to be worked out: an amount with a rate or a way of repaying it, or with the
    payments where the rate is asked for; and they speak of nothing that is had here.
    """
    if len(words) < SHORTEST:
        return False
    said = normal(words)
    if not _COUNTS.search(said) or _OF_SOMETHING_ELSE.search(said):
        return False
    found = _offers(said)
    first = found[0]
    if not first.amounts_fen:
        return False
    has_rate = any(one.rates for one in found) or first.method is not None
    if first.days is not None and not first.periods:
        return has_rate or first.is_priced
    if not first.periods:  # then it has to be plain that money is lent
        return has_rate and first.amounts_fen[0] >= LEAST_LENT_FEN
    if has_rate or any(one.free for one in found):
        return True
    costs = (first.cost_fen, first.period_cost_fen, first.day_cost_fen, first.total_fen)
    if any(cost is not None for cost in costs):
        return True
    return first.is_withheld or (first.payment_fen is not None and _ASKS_A_RATE.search(said) is not None)


def gone_on(before: Sequence[str], words: str) -> tuple[str, ...] | None:
    """Return all that was typed, where the words add to what was typed before, or change something of it, and say nothing
    else; else None.
    """
    said = normal(words)
    if _OF_SOMETHING_ELSE.search(said):
        return None
    facts = facts_in(said)
    if before and before[-1] == AND:
        says_more = facts.is_priced or facts.method is not None or bool(facts.periods)
        return (*before[:-1], AND + words) if says_more else None
    if _NUMBER_ALONE.fullmatch(said) is not None:
        return (*before, words) if isinstance(read_calculation(before), Lacking) else None
    if before and _begins_anew(facts):
        return None
    if not facts.says_anything or _FILLER.sub("", facts.rest):
        return None
    is_another = _AND_ANOTHER.match(said) is not None and _stands_alone(said)
    return (*before, (AND if is_another else "") + words)


def _begins_anew(facts: Facts) -> bool:
    """Return whether the words name a loan of their own: an amount, and how it is repaid or what it costs."""
    return bool(facts.amounts_fen) and bool(facts.periods or facts.is_priced or facts.method)


def read_calculation(lines: Sequence[str]) -> Understood | Lacking | Problem:
    """Return what was typed, what is missing of it, or why nothing comes of it. The later lines add to the first one."""
    found: list[Facts] = []
    for line in lines:
        found = _with(found, line) if found else _offers(normal(line))
    if not any(one.says_anything for one in found):
        return Problem.NOTHING
    if len(found) > MOST_OFFERS:
        return Problem.TOO_MANY_OFFERS
    if any(one.foreign for one in found):
        return Problem.FOREIGN
    offers: list[Asked] = []
    for one in found:
        offer = offer_of(one)
        if isinstance(offer, Missing):
            return Lacking(offer, one)
        if isinstance(offer, Problem):
            return offer
        offers.append(offer)
    return _with_early(offers, next((one for one in found if one.early is not None), None))


def _with_early(offers: Sequence[Asked], said: Facts | None) -> Understood | Lacking | Problem:
    if said is None or said.early is None:
        return Understood(tuple(offers))
    early = said.early
    if len(offers) > 1:
        return Problem.EARLY_OF_TWO
    if early.after is None:
        return Lacking(Missing.AFTER, said)
    if early.amount_fen is None and not early.whole:
        return Lacking(Missing.PART, said)
    return Understood(tuple(offers), Early(early.after, early.amount_fen))


def _offers(said: str) -> list[Facts]:
    """Return the offers in normal words: several where they are set against each other, each with a price."""
    compares = _COMPARES.search(said) is not None
    pieces = [facts for facts in map(facts_in, _pieces(said, compares)) if facts.says_anything]
    if not pieces:
        return [facts_in(said)]
    if len(pieces) == 1 and compares and len(pieces[0].periods) == MOST_OFFERS:
        return [replace(pieces[0], periods=(count,)) for count in pieces[0].periods]
    first, *others = pieces
    return [_beginning(first, others), *(one.completed_by(first) for one in others)]


def _beginning(first: Facts, others: Sequence[Facts]) -> Facts:
    """Return the first offer with what only a later one names."""
    for other in others:
        first = first.completed_by(other)
    return first


def _pieces(said: str, compares: bool) -> list[str]:
    """Cut where one offer ends and another begins: both have a price, or a way of repaying of their own."""
    between = _BETWEEN if compares else _PLAINLY_BETWEEN
    pieces, start = [""], 0
    for seam in [*between.finditer(said), None]:
        piece = said[start : seam.start() if seam else len(said)]
        start = seam.end() if seam else start
        if _stands_alone(pieces[-1]) and _stands_alone(piece):
            pieces.append(piece)
        else:
            pieces[-1] += f",{piece}" if pieces[-1] else piece
    return pieces


def _stands_alone(piece: str) -> bool:
    facts = facts_in(piece)
    return facts.is_priced or facts.method is not None


def _with(found: Sequence[Facts], line: str) -> list[Facts]:
    """Add what was said later: to the offer that lacks it, else to all; 和另一个 … is another offer."""
    said = normal(line)
    if said.startswith(AND):
        later = facts_in(said.removeprefix(AND))
        return [*found, later.completed_by(found[0])]
    later = _number_alone(found, said) or facts_in(said)
    if later.is_priced and any(not one.is_priced for one in found):
        return [one if one.is_priced else one.followed_by(later) for one in found]
    return [one.followed_by(later) for one in found]


def _number_alone(found: Sequence[Facts], said: str) -> Facts | None:
    """Take a bare number for what is asked for."""
    match = _NUMBER_ALONE.fullmatch(said)
    if match is None:
        return None
    missing = next((asked for one in found if isinstance(asked := offer_of(one), Missing)), None)
    if missing is None and found[0].early is not None:
        early = found[0].early
        missing = Missing.AFTER if early.after is None else Missing.PART
    forms = {
        Missing.AMOUNT: f"借{match[1]}元",
        Missing.PERIODS: f"{match[1]}期",
        Missing.RATE: f"{match[1]}%",
        Missing.AFTER: f"提前 第{match[1]}期后",
        Missing.PART: f"提前还{match[1]}元",
    }
    return facts_in(forms[missing]) if missing is not None else None
