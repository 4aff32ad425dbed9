"""`python -m bot import payments`: what fits is posted, each line by itself; what does not is written down for people."""

from __future__ import annotations

from argparse import Namespace
from collections import Counter
from pathlib import Path

from bot.cli.parser import DONE, FAILED, WRONG, Say
from bot.cli.progress import shown
from bot.cli.returns import yuan
from bot.cli.services import payment_intake
from bot.intake_files.columns import USUAL_NAME, FileMapping, MappingError, read_mapping
from bot.intake_files.paid import payments_of
from bot.intake_files.sheets import SheetError, lines_of
from bot.private_files import open_private
from bot.settings import Settings
from domain.intake.payments import MATCHED, Match, PaymentIntake, PaymentLine
from domain.intake.results import Fault, IntakeReport
from domain.intake.service import MOST_FAULTS
from handlers.ui.spreadsheet import writer_of

_SAID = {
    Match.NO_CONTRACT: "no loan of this contract is here",
    Match.NO_DAY: "on which day it was paid stands nowhere",
    Match.OTHER_AMOUNT: "it is not what was owed on that day",
    Match.BEFORE_ANOTHER: "a later payment of the loan is in the books",
    Match.IN_FLIGHT: "another payment of the loan has no outcome yet",
    Match.CONFLICT: "this reference, or this payment, stands for something else in the books",
}


class PaymentImport:
    """Takes one file in; answers the exit code: 1 where something is left for people."""

    def __init__(self, settings: Settings, options: Namespace, *, say: Say, complain: Say) -> None:
        self._settings = settings
        self._options = options
        self._file: Path = options.file
        self._say = say
        self._complain = complain

    async def run(self) -> int:
        try:
            mapping = read_mapping(self._options.mapping or self._file.with_name(USUAL_NAME), "payments")
            if not self._is_sound(mapping):
                self._complain("nothing of the file was taken.")
                return WRONG
            async with payment_intake(self._settings) as intake:
                return await self._take(intake, mapping)
        except MappingError as error:
            self._complain(f"{error}")
        except SheetError as error:
            self._complain(f"{self._file.name}: {error}")
        return WRONG

    def _is_sound(self, mapping: FileMapping) -> bool:
        """Read all of it before a line is acted on."""
        report = IntakeReport()
        with shown("looking") as passed:
            for _ in payments_of(
                lines_of(self._file, mapping, passed), mapping, lambda one: report.note([one], MOST_FAULTS)
            ):
                pass
        for fault in report.faults:
            where = f"line {fault.line}" + (f", column {fault.column}" if fault.column else "")
            self._complain(f"{self._file.name}: {where}: {fault.what}.")
        if report.fault_count > len(report.faults):
            self._complain(f"and {report.fault_count - len(report.faults)} more faults.")
        return not report.fault_count

    async def _take(self, intake: PaymentIntake, mapping: FileMapping) -> int:
        writes = not self._options.dry_run
        counts: Counter[Match] = Counter()
        sums_fen: Counter[Match] = Counter()
        left = self._file.with_name(f"{self._file.stem}.unmatched.csv")
        with shown("taking") as passed, open_private(left) as file:
            write_row = writer_of(file)
            write_row(("line", "contract", "amount", "paid_on", "reference", "why"))
            for line in payments_of(lines_of(self._file, mapping, passed), mapping, _nothing_wrong):
                match = await intake.take(mapping.lender, line, writes=writes)
                counts[match] += 1
                sums_fen[match] += line.amount_fen
                if match not in MATCHED:
                    write_row(_left_row(line, match))
        return self._tell(counts, sums_fen, left)

    def _tell(self, counts: Counter[Match], sums_fen: Counter[Match], left: Path) -> int:
        would = "would be " if self._options.dry_run else ""
        posted, known = Match.POSTED, Match.KNOWN
        self._say(
            f"{counts[posted]} {would}posted ({yuan(sums_fen[posted])} yuan), {counts[known]} known before."
        )
        unmatched = counts.total() - counts[posted] - counts[known]
        if not unmatched:
            left.unlink()
            return DONE
        self._complain(f"{unmatched} fit nothing and were left alone; a person has to look: {left}.")
        return FAILED


def _left_row(line: PaymentLine, match: Match) -> tuple[object, ...]:
    amount = f"{line.amount_fen // 100}.{line.amount_fen % 100:02d}"
    return line.line, line.contract_no or "", amount, line.paid_on or "", line.reference, _SAID[match]


def _nothing_wrong(fault: Fault) -> None:
    """Pass on: the file was read before, and nothing was wrong with it."""
