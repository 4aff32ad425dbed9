"""Loans as a lender's file has them: a line an instalment, those of a contract one after the other; or a line a contract,
whose instalments are those that its plan makes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from bot.intake_files.columns import FileMapping
from bot.intake_files.line_reader import Faulty, LineReader
from bot.intake_files.sheets import Cells
from bot.intake_files.values import amount_of, day_of, whole_of, words_of
from domain.intake.results import ContractLines, PaidPart
from domain.terms import AgreedRow

LONGEST_NUMBER = 64
_NO_DAY = date.min
_NOTHING = (0, 0, 0, 0, 0)
_DUE = ("due_principal", "due_interest", "due_fee", "due_guarantee", "due_service")
_PAID = ("paid_principal", "paid_interest", "paid_fee", "paid_guarantee", "paid_service")
_OF_CONTRACT = ("customer", "plan", "goods", "principal", "drawn_on")
# What a payment of which only the sum is known pays first: costs, then principal.
_COSTS_FIRST = (1, 2, 3, 4, 0)


@dataclass(slots=True)
class _Contract:
    """A contract as far as it has been read. `told`: what each of its lines has to say alike."""

    line: int
    number: str
    told: tuple[object, ...]
    said: tuple[object, ...]
    paid_periods: int
    rows: list[AgreedRow] = field(default_factory=list)
    paid: list[PaidPart] = field(default_factory=list)
    is_sound: bool = True


def contracts_of(
    lines: Iterable[tuple[int, Cells]], mapping: FileMapping, faulty: Faulty, today: date
) -> Iterator[ContractLines]:
    """Yield the contracts; one with anything wrong is told instead."""
    yield from _ContractReader(mapping, faulty, today).read(lines)


class _ContractReader:
    def __init__(self, mapping: FileMapping, faulty: Faulty, today: date) -> None:
        self._mapping, self._faulty, self._today = mapping, faulty, today
        self._line = LineReader(mapping)
        self._seen: set[int] = set()  # hashes: of a million numbers a tenth of the room
        has = mapping.columns.keys()
        self._by_instalment = "due_on" in has
        self._due = [(place, name) for place, name in enumerate(_DUE) if name in has]
        self._paid = [(place, name) for place, name in enumerate(_PAID) if name in has]

    def read(self, lines: Iterable[tuple[int, Cells]]) -> Iterator[ContractLines]:
        open_one: _Contract | None = None
        for number, cells in lines:
            self._line.begin(number, cells)
            contract_no = self._line.read("contract", lambda cell: words_of(cell, LONGEST_NUMBER), "")
            if open_one is None or contract_no != open_one.number:
                if open_one is not None and open_one.is_sound:
                    yield self._closed(open_one)
                open_one = self._opened(contract_no)
            elif not self._by_instalment:
                self._line.note("contract", "this contract stands above already")
            else:
                self._same(open_one)
            if self._by_instalment:
                self._instalment(open_one)
            if self._line.wrong:
                open_one.is_sound = False
                for fault in self._line.wrong:
                    self._faulty(fault)
        if open_one is not None and open_one.is_sound:
            yield self._closed(open_one)

    def _opened(self, contract_no: str) -> _Contract:
        line = self._line
        seen = hash(contract_no)
        if seen in self._seen:
            line.note("contract", "this contract stands above already; its lines follow one another")
        self._seen.add(seen)
        drawn_on = line.read("drawn_on", self._day, _NO_DAY)
        if drawn_on > self._today:
            line.note("drawn_on", "the day is yet to come")
        principal_fen = line.read("principal", amount_of, 0)
        if not principal_fen:
            line.note("principal", "an amount above zero is expected")
        told = (
            line.read("customer", words_of, ""),
            self._plan(),
            line.read("goods", words_of, ""),
            principal_fen,
            drawn_on,
        )
        paid_periods = line.read("paid_periods", whole_of, 0) if line.has("paid_periods") else 0
        return _Contract(line.number, contract_no, told, self._of_contract(), paid_periods)

    def _of_contract(self) -> tuple[object, ...]:
        """Return the cells that are about the contract, as they are: nearly always alike on all of its lines."""
        return tuple(map(self._line.cells.get, _OF_CONTRACT))

    def _same(self, contract: _Contract) -> None:
        """Note where a later line of a contract says something else of it; one that says nothing is no contradiction."""
        line, kinds = self._line, (words_of, None, words_of, amount_of, self._day)
        said = self._of_contract()
        if said == contract.said:
            return
        for column, kind, was in zip(_OF_CONTRACT, kinds, contract.told, strict=True):
            if kind is not None and line.has(column) and line.read(column, kind, was) != was:
                line.note(column, "the contract's first line says something else")

    def _plan(self) -> str:
        said = self._line.read("plan", words_of, "") if "plan" in self._mapping.columns else ""
        if not said:
            if self._mapping.usual_plan is None:
                self._line.note("plan", "no plan is named, and the mapping has no usual_plan")
            return self._mapping.usual_plan or ""
        return (self._mapping.plans or {}).get(said, said)

    def _instalment(self, contract: _Contract) -> None:
        line = self._line
        no = line.read("no", whole_of, 0) if line.has("no") else len(contract.rows) + 1
        due_on = line.read("due_on", self._day, _NO_DAY)
        due = list(_NOTHING)
        for place, name in self._due:
            due[place] = line.read(name, amount_of, 0)
        contract.rows.append(AgreedRow(no, due_on, *due))
        paid, penalty_fen = self._paid_amounts(due), 0
        if line.has("paid_penalty"):
            penalty_fen = line.read("paid_penalty", amount_of, 0)
        if not any(paid) and not penalty_fen:
            return
        if any(part > owed for part, owed in zip(paid, due, strict=True)):
            line.note("paid", "more is paid than is due; penalty interest stands in a column of its own")
        principal_fen, *costs_fen = paid
        interest_fen, fee_fen, guarantee_fen, service_fen = costs_fen
        contract.paid.append(
            PaidPart(
                no,
                self._paid_on(due_on),
                principal_fen,
                interest_fen,
                fee_fen,
                guarantee_fen,
                service_fen,
                penalty_fen,
            )
        )

    def _paid_amounts(self, due: list[int]) -> list[int]:
        """Return what is paid of each part: as the columns say, or of a sum costs first."""
        line, paid = self._line, list(_NOTHING)
        if self._paid:
            for place, name in self._paid:
                paid[place] = line.read(name, amount_of, 0)
            return paid
        left_fen = line.read("paid", amount_of, 0) if line.has("paid") else 0
        for place in _COSTS_FIRST:
            paid[place] = min(left_fen, due[place])
            left_fen -= paid[place]
        if left_fen:
            line.note("paid", "more is paid than is due; penalty interest stands in a column of its own")
        return paid

    def _paid_on(self, due_on: date) -> date:
        line = self._line
        if line.has("paid_on"):
            on = line.read("paid_on", self._day, _NO_DAY)
            if on > self._today:
                line.note("paid_on", "the day is yet to come")
            return on
        if not self._mapping.paid_on_due_day:
            line.note("paid_on", "it is paid, and no day stands there")
        elif due_on > self._today:
            line.note("paid", "it is paid, and falls due only later; on which day was it paid?")
        return due_on

    def _day(self, cell: object) -> date:
        return day_of(cell, self._mapping.date_format)

    def _closed(self, contract: _Contract) -> ContractLines:
        customer, plan, goods, principal_fen, drawn_on = contract.told
        assert isinstance(principal_fen, int)
        assert isinstance(drawn_on, date)
        return ContractLines(
            line=contract.line,
            contract_no=contract.number,
            customer_key=str(customer),
            plan_id=str(plan),
            goods=str(goods),
            principal_fen=principal_fen,
            drawn_on=drawn_on,
            rows=tuple(contract.rows),
            paid=tuple(contract.paid),
            paid_periods=contract.paid_periods,
        )
