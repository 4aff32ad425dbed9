"""The actions of `python -m bot import`: read as a whole, shown, and then brought in as a whole."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.cli.bring_in.payments import PaymentImport
from bot.cli.parser import (
    DONE,
    WRONG,
    Commands,
    Say,
    add_action,
    add_group,
    complain,
    say,
    settings_of,
    until_done,
)
from bot.cli.progress import shown
from bot.cli.returns import yuan
from bot.cli.services import intake_service
from bot.intake_files.columns import USUAL_NAME, FileMapping, MappingError, read_mapping
from bot.intake_files.contracts import contracts_of
from bot.intake_files.people import people_of
from bot.intake_files.sheets import Cells, SheetError, lines_of
from bot.private_files import open_private
from bot.settings import Settings
from domain.errors import NotFound
from domain.intake.errors import IntakeRefused
from domain.intake.results import ContractLines, Fault, IntakeReport, NewInvitation, PersonLine
from domain.intake.service import MOST_FAULTS, HowTaken, IntakeService, LenderBook
from domain.pii.id_numbers import mask_name
from handlers.ui.spreadsheet import writer_of

PREVIEWED = 3
_LINK = "https://t.me/{bot}?start=join_{secret}"


def add_parser(commands: Commands) -> None:
    actions = add_group(commands, "import")
    people = add_action(
        actions, "customers", run, "who is a customer of a lender, with a personal link for each"
    )
    _add_file(people)
    people.add_argument(
        "--bot", metavar="NAME", help="the assistant's name at Telegram, without @, for the links"
    )
    people.add_argument(
        "--link-days", type=int, default=30, metavar="DAYS", help="how long a link can be used (30)"
    )
    people.add_argument(
        "--new-links", action="store_true", help="make new links also for who was brought in before"
    )
    loans = add_action(actions, "loans", run, "a lender's contracts, schedules and past payments")
    _add_file(loans)
    for parser in (people, loans):
        parser.add_argument(
            "--keep-changed",
            action="store_true",
            help="leave what is known and said otherwise as it is, and bring in the rest",
        )
    payments = add_action(
        actions,
        "payments",
        run,
        "what a lender got since: matched by our number, or contract, amount and day",
    )
    _add_file(payments)


def _add_file(parser: ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="CSV, or a workbook (XLSX)")
    parser.add_argument(
        "--mapping", type=Path, metavar="TOML", help=f"which column is which; {USUAL_NAME} beside the file"
    )
    parser.add_argument("--dry-run", action="store_true", help="show what it comes to, and change nothing")


def run(options: Namespace) -> int:
    work = PaymentImport if options.action == "payments" else ImportDesk
    return until_done(work(settings_of(options), options, say=say, complain=complain).run())


class ImportDesk:
    """Brings one file in; each action answers its exit code."""

    def __init__(self, settings: Settings, options: Namespace, *, say: Say, complain: Say) -> None:
        self._settings = settings
        self._options = options
        self._file: Path = options.file
        self._is_people: bool = options.action == "customers"
        self._new_links: bool = self._is_people and options.new_links
        self._say = say
        self._complain = complain

    async def run(self) -> int:
        if self._is_people and not self._options.dry_run and not self._options.bot:
            self._complain("--bot is missing: the links lead to the assistant's name at Telegram.")
            return WRONG
        try:
            path = self._options.mapping or self._file.with_name(USUAL_NAME)
            mapping = read_mapping(path, self._options.action)
            async with intake_service(self._settings) as service:
                return await self._take(service, mapping)
        except MappingError as error:
            self._complain(f"{error}")
        except SheetError as error:
            self._complain(f"{self._file.name}: {error}")
        return WRONG

    async def _take(self, service: IntakeService, mapping: FileMapping) -> int:
        try:
            lender = await service.lender(mapping.lender)
        except NotFound:
            self._complain(f"the catalogue has no lender {mapping.lender!r}, whom the mapping names.")
            return WRONG
        first = Preview(self._say)
        report = await self._pass(service, lender, mapping, HowTaken(new_links=self._new_links), first)
        self._tell(report)
        if report.fault_count or (report.changed and not self._options.keep_changed):
            self._complain("nothing of the file was brought in.")
            return WRONG
        if self._options.dry_run:
            self._say("A dry run: nothing was changed.")
            return DONE
        if not report.new and not self._new_links:
            self._say("All of it was brought in before: nothing was changed.")
            return DONE
        return await self._write(service, lender, mapping)

    async def _write(self, service: IntakeService, lender: LenderBook, mapping: FileMapping) -> int:
        how = HowTaken(
            writes=True,
            keeps_changed=self._options.keep_changed,
            link_days=self._options.link_days if self._is_people else 0,
            new_links=self._new_links,
        )
        try:
            report = await self._pass(service, lender, mapping, how, None)
        except IntakeRefused:
            self._complain("file or database changed meanwhile: nothing of it was brought in.")
            return WRONG
        self._say(f"{report.new} brought in, {report.known} known before.")
        return DONE

    async def _pass(
        self,
        service: IntakeService,
        lender: LenderBook,
        mapping: FileMapping,
        how: HowTaken,
        first: Preview | None,
    ) -> IntakeReport:
        """Go through the file once; `first`: what shows the first of it."""
        report = IntakeReport()

        def faulty(fault: Fault) -> None:
            report.note([fault], MOST_FAULTS)

        with shown("writing" if how.writes else "looking") as passed:
            lines = _counted(lines_of(self._file, mapping, passed), report)
            if self._is_people:
                people = people_of(lines, mapping, faulty)
                with self._links(how) as told:
                    await service.people(
                        lender, first.of_people(people) if first else people, report, how, told
                    )
            else:
                loans = contracts_of(lines, mapping, faulty, service.today())
                await service.loans(lender, first.of_loans(loans) if first else loans, report, how)
        return report

    @contextmanager
    def _links(self, how: HowTaken) -> Iterator[Callable[[NewInvitation], None]]:
        """Write the links into a file of their own, which is there once everything is; for nobody else to read."""
        if not how.writes:
            yield lambda _: None
            return
        path = self._file.with_name(f"{self._file.stem}.links.csv")
        unfinished, count = path.with_name(f"{path.name}.unfinished"), 0
        try:
            with open_private(unfinished) as file:
                write_row = writer_of(file)
                write_row(("line", "customer", "link", "valid_until"))

                def told(one: NewInvitation) -> None:
                    nonlocal count
                    count += 1
                    link = _LINK.format(bot=self._options.bot.removeprefix("@"), secret=one.secret)
                    write_row((one.line, one.key, link, one.expires_on.isoformat()))

                yield told
            if count:
                unfinished.replace(path)
                self._say(f"{count} personal links stand in {path}: hand each to its person, to nobody else.")
        finally:
            unfinished.unlink(missing_ok=True)

    def _tell(self, report: IntakeReport) -> None:
        for fault in report.faults:
            where = f"line {fault.line}" + (f", column {fault.column}" if fault.column else "")
            self._complain(f"{self._file.name}: {where}: {fault.what}.")
        if report.fault_count > len(report.faults):
            self._complain(f"and {report.fault_count - len(report.faults)} more faults.")
        for line, name in report.changed[:MOST_FAULTS]:
            what = f"contract {name}" if name else "this customer"
            self._complain(
                f"{self._file.name}: line {line}: {what} was brought in before and says something else now."
            )
        if len(report.changed) > MOST_FAULTS:
            self._complain(f"and {len(report.changed) - MOST_FAULTS} more that say something else now.")
        words = f"{report.lines} lines: {report.new} new, {report.known} known, {len(report.changed)} changed"
        if self._is_people:
            self._say(f"{words}; {report.matched} are customers here already.")
            return
        self._say(
            f"{words}; {report.instalments} instalments over {yuan(report.principal_fen)} yuan,"
            f" {report.payments} payments of {yuan(report.paid_fen)} yuan,"
            f" {yuan(report.open_fen)} yuan of principal open."
        )


class Preview:
    """Shows the first lines as they are understood."""

    def __init__(self, say: Say) -> None:
        self._say = say

    def of_people(self, people: Iterable[PersonLine]) -> Iterator[PersonLine]:
        for number, one in enumerate(people):
            if number < PREVIEWED:
                number_said = f", ID number ending {one.id_number[-4:]}" if one.id_number else ""
                self._say(
                    f"line {one.line}: {mask_name(one.name)}, phone ending {one.phone[-4:]}{number_said}"
                )
            yield one

    def of_loans(self, loans: Iterable[ContractLines]) -> Iterator[ContractLines]:
        for number, one in enumerate(loans):
            if number < PREVIEWED:
                self._say(
                    f"line {one.line}: contract {one.contract_no}, plan {one.plan_id}, {one.goods},"
                    f" {yuan(one.principal_fen)} yuan from {one.drawn_on}"
                )
                for row in one.rows[:PREVIEWED]:
                    self._say(f"  {row.no}. due {row.due_date}: {yuan(sum(row[2:]))} yuan")
            yield one


def _counted(lines: Iterable[tuple[int, Cells]], report: IntakeReport) -> Iterator[tuple[int, Cells]]:
    for line in lines:
        report.lines += 1
        yield line
