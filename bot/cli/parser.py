"""The command line. Every fault is one sentence on stderr; exit code 2 for what the operator can mend."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Callable, Coroutine, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy.exc import DBAPIError

from bot.cli.quote import add_quote_parser
from bot.log import configure_logging
from bot.settings import Settings, SettingsError, load_settings
from domain.dates import SHANGHAI

WRONG = 2
FAILED = 1
LONGEST_REASON = 200

Runner = Callable[[argparse.Namespace], int]


def say(line: str) -> None:
    """A line for the person at the terminal, at once."""
    print(line, flush=True)


def complain(sentence: str) -> None:
    print(f"error: {sentence}", file=sys.stderr, flush=True)


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one sentence, without the usage block."""

    def error(self, message: str) -> Any:
        complain(f"{message} (see `{self.prog} --help`)")
        self.exit(WRONG)


def build_parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="python -m bot", description="分期管家: instalments in one Telegram chat.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND", parser_class=_Parser)
    _add(commands, "start", _start, "prepare everything, then run; without BOT_TOKEN in the sandbox")
    _add(commands, "run", _run, "talk to customers over Telegram (long polling) and send notices")
    _add(commands, "deliver", _deliver, "only send the notices that are due; may run many times beside `run`")
    _add(commands, "migrate", _migrate, "bring the database's tables up to date")
    _add(commands, "audit", _audit, "check that the books agree with themselves; names each breach")
    _add_verify(commands)
    _add_sandbox(commands)
    _add_catalog(commands)
    _add_refunds(commands)
    _add_payments(commands)
    _add_customers(commands)
    _add_keys(commands)
    _add_rehearse(commands)
    add_quote_parser(commands)
    return parser


def _add(commands: Any, name: str, run: Runner, help_text: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(name, help=help_text, description=help_text)
    parser.add_argument("--database-url", metavar="URL", help="instead of the setting DATABASE_URL")
    parser.set_defaults(run=run)
    return parser


def _add_verify(commands: Any) -> None:
    parser = _add(commands, "verify", _verify, "what the document with this verification code states")
    parser.add_argument("code", metavar="CODE", help="in any grouping; quote it where it has spaces")


def _add_sandbox(commands: Any) -> None:
    parser = _add(
        commands, "sandbox", _sandbox, "a local stand-in for Telegram, with a chat page and a clock"
    )
    parser.add_argument(
        "--port", type=int, metavar="N", help="instead of SANDBOX_PORT; the next free one is taken"
    )
    parser.add_argument(
        "--at", type=_moment, metavar="TIME", help="where the clock starts, e.g. 2026-01-05T10:00"
    )
    parser.add_argument("--clock", choices=("frozen", "running"), help="how time passes between moves")
    parser.add_argument(
        "--no-bot", action="store_true", help="the server alone; attach `run` and `deliver` to it"
    )
    parser.add_argument("--no-page", action="store_true", help="without the chat page")
    parser.add_argument("--no-limits", action="store_true", help="never answer 429 of its own accord")


def _add_catalog(commands: Any) -> None:
    catalog = commands.add_parser("catalog", help="the shop's catalogue")
    actions = catalog.add_subparsers(dest="action", required=True, metavar="ACTION", parser_class=_Parser)
    parser = _add(
        actions, "import", _import, "check a catalogue file as a whole, then make the shop say the same"
    )
    parser.add_argument("file", type=Path, metavar="FILE")


def _add_refunds(commands: Any) -> None:
    refunds = commands.add_parser("refunds", help="goods that customers send back")
    actions = refunds.add_subparsers(dest="action", required=True, metavar="ACTION", parser_class=_Parser)
    _add(actions, "list", _refunds, "the requests that wait for the shop, the oldest first")
    for name, help_text in (
        ("show", "one request, and what booking it today would do"),
        ("book", "the goods are back: write the refund into the books and tell the customer"),
        ("decline", "close a request without any effect and tell the customer why"),
    ):
        parser = _add(actions, name, _refunds, help_text)
        parser.add_argument("refund_id", metavar="ID")
        if name == "decline":
            parser.add_argument(
                "--why", required=True, type=_reason, metavar="TEXT", help="in words for the customer"
            )


def _add_payments(commands: Any) -> None:
    payments = commands.add_parser("payments", help="money that no gateway speaks of")
    actions = payments.add_subparsers(dest="action", required=True, metavar="ACTION", parser_class=_Parser)
    _add(
        actions,
        "list",
        _payments,
        "what customers say they paid on a lender's page, and what is to be paid back",
    )
    parser = _add(
        actions,
        "confirm",
        _payments,
        "take the lender's word on such payments from a CSV file, checked as a whole first",
    )
    parser.add_argument("file", type=Path, metavar="FILE")
    parser = _add(
        actions, "reject", _payments, "the lender has no such money: close it and tell the customer"
    )
    parser.add_argument("payment_id", metavar="ID")
    parser = _add(
        actions, "paid-back", _payments, "money was paid back by hand: book it and tell the customer"
    )
    parser.add_argument("payout_id", metavar="ID")
    parser.add_argument("--reference", required=True, metavar="TEXT", help="the bank's or the provider's own")


def _add_customers(commands: Any) -> None:
    customers = commands.add_parser("customers", help="the people behind the bills")
    actions = customers.add_subparsers(dest="action", required=True, metavar="ACTION", parser_class=_Parser)
    _add(
        actions,
        "unreachable",
        _customers,
        "who stopped the assistant while bills are open: to be reached in another way",
    )


def _add_keys(commands: Any) -> None:
    keys = commands.add_parser("keys", help="the keys that seal personal data")
    actions = keys.add_subparsers(dest="action", required=True, metavar="ACTION", parser_class=_Parser)
    _add(
        actions, "rotate", _keys, "put a new key in front and seal every field anew; the assistant may go on"
    )
    _add(actions, "prune", _keys, "seal the rest anew and take the old keys away, after a new start")


def _add_rehearse(commands: Any) -> None:
    parser = _add(
        commands, "rehearse", _rehearse, "the coming days of notices on a copy: how many, when, what is wrong"
    )
    parser.add_argument(
        "--days", type=_days, default=30, metavar="N", help="1 to 366, today counts; 30 where not given"
    )
    parser.add_argument(
        "--rate", type=_rate, default=27.0, metavar="R", help="messages a second; 27 where not given"
    )


def _days(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 4 and 1 <= int(text) <= 366):
        raise argparse.ArgumentTypeError("give 1 to 366 days")
    return int(text)


def _rate(text: str) -> float:
    try:
        rate = float(text)
    except ValueError:
        rate = 0.0
    if not 0.1 <= rate <= 1000:  # also where it is no number
        raise argparse.ArgumentTypeError("give 0.1 to 1000 messages a second")
    return rate


def _reason(text: str) -> str:
    reason = " ".join(text.split())
    if not 1 <= len(reason) <= LONGEST_REASON:
        raise argparse.ArgumentTypeError(f"the reason has 1 to {LONGEST_REASON} characters")
    return reason


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a time like 2026-01-05T10:00") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)


def main(arguments: Sequence[str] | None = None) -> int:
    options = build_parser().parse_args(arguments)
    run: Runner = options.run
    try:
        return run(options)
    except SettingsError as error:
        complain(str(error))
        return WRONG
    except (DBAPIError, OSError) as error:
        complain(_trouble(error))
        return FAILED
    except KeyboardInterrupt:
        return 0
    except Exception as error:
        if not _comes_from_asyncpg(error):
            raise
        complain(_database_trouble(error))
        return FAILED


def _comes_from_asyncpg(error: Exception) -> bool:
    """Its errors come up unwrapped while connecting; the driver is only loaded where it is used."""
    driver = sys.modules.get("asyncpg")
    return driver is not None and isinstance(error, driver.PostgresError)


def _trouble(error: DBAPIError | OSError) -> str:
    """The database or a file is not to be had: what happened, without a traceback."""
    if isinstance(error, DBAPIError | ConnectionError):
        return _database_trouble(error)
    return f"{error.strerror or error}{f': {error.filename}' if error.filename else ''}."


def _database_trouble(error: Exception) -> str:
    cause = str(getattr(error, "orig", None) or error).strip().splitlines()[0].rstrip(".")
    return f"the database (DATABASE_URL) cannot be used: {cause}. Nothing was changed by this attempt."


def _settings(options: argparse.Namespace, **overrides: Any) -> Settings:
    settings = load_settings(database_url=options.database_url, **overrides)
    configure_logging(settings.log_level)
    return settings


def _until_done(work: Coroutine[Any, Any, int | None]) -> int:
    return asyncio.run(work) or 0


def _run(options: argparse.Namespace) -> int:
    from bot.run import run_assistant
    from bot.shutdown import stop_event

    settings = _settings(options)

    async def work() -> None:
        await run_assistant(settings, stopped=stop_event(), say=say)

    return _until_done(work())


def _deliver(options: argparse.Namespace) -> int:
    from bot.run import run_deliverer
    from bot.shutdown import stop_event

    settings = _settings(options)

    async def work() -> None:
        await run_deliverer(settings, stopped=stop_event(), say=say)

    return _until_done(work())


def _migrate(options: argparse.Namespace) -> int:
    from bot.db.migrate import migrate

    before, after = asyncio.run(migrate(_settings(options).database_url))
    say(
        "The database is up to date."
        if before == after
        else f"The database was brought up to date ({after})."
    )
    return 0


def _audit(options: argparse.Namespace) -> int:
    from bot.cli.audit import audit

    return _until_done(audit(_settings(options), say=say, complain=complain))


def _verify(options: argparse.Namespace) -> int:
    from bot.cli.verify import verify

    return _until_done(verify(_settings(options), options.code, say=say, complain=complain))


def _refunds(options: argparse.Namespace) -> int:
    from bot.cli.returns import RefundDesk

    desk = RefundDesk(_settings(options), say=say, complain=complain)
    match options.action:
        case "list":
            return _until_done(desk.list())
        case "show":
            return _until_done(desk.show(options.refund_id))
        case "book":
            return _until_done(desk.book(options.refund_id))
    return _until_done(desk.decline(options.refund_id, options.why))


def _payments(options: argparse.Namespace) -> int:
    from bot.cli.payments import PaymentDesk

    desk = PaymentDesk(_settings(options), say=say, complain=complain)
    match options.action:
        case "list":
            return _until_done(desk.list())
        case "confirm":
            return _until_done(desk.confirm(options.file))
        case "reject":
            return _until_done(desk.reject(options.payment_id))
    return _until_done(desk.paid_back(options.payout_id, options.reference))


def _customers(options: argparse.Namespace) -> int:
    from bot.cli.customers import list_unreachable

    return _until_done(list_unreachable(_settings(options), say=say))


def _keys(options: argparse.Namespace) -> int:
    from bot.cli.keys import prune, rotate

    work = rotate if options.action == "rotate" else prune
    return _until_done(work(_settings(options), say=say, complain=complain))


def _rehearse(options: argparse.Namespace) -> int:
    from bot.cli.rehearse import rehearse

    return _until_done(
        rehearse(_settings(options), days=options.days, rate=options.rate, say=say, complain=complain)
    )


def _import(options: argparse.Namespace) -> int:
    from bot.cli.prepare import import_catalog

    return _until_done(import_catalog(_settings(options), options.file, say=say, complain=complain))


def _sandbox(options: argparse.Namespace) -> int:
    from bot.cli.sandbox import SandboxOptions, run_sandbox

    chosen = SandboxOptions(
        at=options.at,
        running=options.clock == "running" if options.clock else _is_newcomer(options),
        with_bot=not options.no_bot,
        page=not options.no_page,
        limits=not options.no_limits,
    )
    return _until_done(
        run_sandbox(_settings(options, sandbox_port=options.port), chosen, say=say, complain=complain)
    )


def _is_newcomer(options: argparse.Namespace) -> bool:
    """Somebody who only looks around wants time to pass; who sets the clock or attaches processes moves it."""
    return options.at is None and not options.no_bot


def _start(options: argparse.Namespace) -> int:
    """What `make run` does: everything a newcomer needs, in one go."""
    from bot.cli.prepare import EXAMPLE_CATALOG, prepare
    from bot.cli.sandbox import SandboxOptions, run_sandbox
    from bot.run import run_assistant
    from bot.shutdown import stop_event

    settings = _settings(options)
    if settings.bot_token is None:
        return _until_done(run_sandbox(settings, SandboxOptions(), say=say, complain=complain))

    async def prepared() -> None:
        await prepare(settings, EXAMPLE_CATALOG, say=say, complain=complain)
        await run_assistant(settings, stopped=stop_event(), say=say)

    return _until_done(prepared())
