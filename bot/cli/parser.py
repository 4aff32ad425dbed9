"""The command line: its commands and what they share. Every fault is one sentence on stderr."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Callable, Coroutine, Sequence
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

from bot import __version__

if TYPE_CHECKING:
    from bot.settings import Settings

# Exit codes: done; not possible now, or not as it should be; what the operator can mend; a background task that could not be
# kept going, so that the process has to be started again.
DONE, FAILED, WRONG, GAVE_UP = 0, 1, 2, 3

Say = Callable[[str], None]
Runner = Callable[[argparse.Namespace], int]
Commands = Any  # argparse's own class for them is private


class Command(NamedTuple):
    name: str
    summary: str
    module: str


COMMANDS = (
    Command("start", "prepare everything, then run; without BOT_TOKEN in the sandbox", "bot.cli.start"),
    Command("run", "talk to customers over Telegram (long polling) and send notices", "bot.cli.run"),
    Command(
        "deliver", "only send the notices that are due; may run many times beside `run`", "bot.cli.deliver"
    ),
    Command("console", "the pages for the shop's people, in a process of their own", "bot.cli.console"),
    Command("doctor", "whether what is set up here can work: what to mend, line by line", "bot.cli.doctor"),
    Command("migrate", "bring the database's tables up to date", "bot.cli.migrate"),
    Command("backup", "the whole database in one file, sealed as it is, without the keys", "bot.cli.backup"),
    Command("restore", "put a backup in the database's place", "bot.cli.restore"),
    Command("audit", "check that the books agree with themselves; names each breach", "bot.cli.audit"),
    Command("verify", "what the document with this verification code states", "bot.cli.verify"),
    Command("sandbox", "a local stand-in for Telegram, with a chat page and a clock", "bot.cli.sandbox"),
    Command("catalog", "the shop's catalogue", "bot.cli.catalog"),
    Command("orders", "what is to be sent to customers, was sent, and has arrived", "bot.cli.orders"),
    Command("refunds", "goods that customers send back", "bot.cli.returns"),
    Command("payments", "money that no gateway speaks of", "bot.cli.payments"),
    Command("export", "journal, trial balance and loan tape as CSV, for the accounts", "bot.cli.export"),
    Command("import", "customers and loans of before, from a lender's own files", "bot.cli.bring_in"),
    Command("customers", "the people behind the bills", "bot.cli.customers"),
    Command("cases", "who of the staff said and decided what in a case", "bot.cli.cases"),
    Command("staff", "the shop's people: who may sign in to the console, and as what", "bot.cli.staff"),
    Command(
        "updates",
        "what came from Telegram and could not be read: when and why, never what",
        "bot.cli.updates",
    ),
    Command("questions", "what was asked and not understood, masked and grouped", "bot.cli.questions"),
    Command("keys", "the keys that seal personal data", "bot.cli.keys"),
    Command(
        "rehearse",
        "the coming days of notices on a copy: how many, when, what is wrong",
        "bot.cli.rehearse",
    ),
    Command("ask", "what sentences are understood to ask, offline", "bot.cli.ask"),
    Command("quote", "a repayment schedule and its annual rate as JSON", "bot.cli.quote"),
    Command("completion", "what a shell completes these commands with", "bot.cli.completion"),
)
INSTALLED_AS = "fenqi"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command that `arguments` name; its exit code."""
    given = sys.argv[1:] if arguments is None else arguments
    options = build_parser(given).parse_args(given)
    run: Runner = options.run
    try:
        return run(options)
    except KeyboardInterrupt:
        return DONE
    except Exception as error:
        code, sentence = _explain(error)
        complain(sentence)
        return code


def main_of_process() -> NoReturn:
    """Be the process: do what `main` does, and end with its exit code, without a thread that never ends."""
    code = main()
    loop = sys.modules.get("bot.loop")
    if loop is not None and loop.Loop.left_behind:
        from bot.shutdown import leave

        leave(code)
    sys.exit(code)


def build_parser(given: Sequence[str]) -> argparse.ArgumentParser:
    """Build the parser of every command; the options only of the one that is asked for, whose module alone is loaded."""
    parser = Parser(prog=_called(), description="分期管家: instalments in one Telegram chat.")
    parser.add_argument("--version", action="version", version=f"{INSTALLED_AS} {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND", parser_class=Parser)
    wanted = next((argument for argument in given if not argument.startswith("-")), None)
    for command in COMMANDS:
        if command.name == wanted:
            import_module(command.module).add_parser(commands)
        else:
            commands.add_parser(command.name, help=command.summary)
    return parser


def _called() -> str:
    """Return what was typed to get here."""
    return INSTALLED_AS if Path(sys.argv[0]).name == INSTALLED_AS else "python -m bot"


class Parser(argparse.ArgumentParser):
    """Says what is wrong in one sentence, without the usage block."""

    def error(self, message: str) -> Any:
        complain(f"{message} (see `{self.prog} --help`)")
        self.exit(WRONG)


# What a command's module adds itself with


def add_command(commands: Commands, name: str, run: Runner) -> argparse.ArgumentParser:
    """Add a command on the database, with its summary as description."""
    return add_action(commands, name, run, summary_of(name))


def add_watched(commands: Commands, name: str, run: Runner) -> argparse.ArgumentParser:
    """Add a command that goes on and can be watched; several on one machine need a port each."""
    parser = add_command(commands, name, run)
    parser.add_argument("--metrics-port", type=int, metavar="N", help="instead of the setting METRICS_PORT")
    return parser


def add_group(commands: Commands, name: str) -> Commands:
    """Add a command of several actions, to be added to what this answers."""
    group = commands.add_parser(name, help=summary_of(name))
    return group.add_subparsers(dest="action", required=True, metavar="ACTION", parser_class=Parser)


def add_action(actions: Commands, name: str, run: Runner, summary: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = actions.add_parser(name, help=summary, description=summary)
    parser.add_argument("--database-url", metavar="URL", help="instead of the setting DATABASE_URL")
    parser.set_defaults(run=run)
    return parser


def summary_of(name: str) -> str:
    return next(command.summary for command in COMMANDS if command.name == name)


# What a command runs with


def settings_of(options: argparse.Namespace, **overrides: Any) -> Settings:
    """Return the settings, the options before them; from here on what is logged is shown. Raises `SettingsError`."""
    from bot.log import configure_logging  # not for the calculator, which asks for no setting
    from bot.settings import load_settings

    settings = load_settings(database_url=options.database_url, **overrides)
    configure_logging(settings.log_level, settings.log_format)
    return settings


def until_done(work: Coroutine[Any, Any, int | None]) -> int:
    """Run `work`; the exit code it answers."""
    from bot.loop import Loop  # not for the calculator
    from bot.shutdown import until_broken_off

    with asyncio.Runner(loop_factory=Loop) as runner:
        return runner.run(until_broken_off(work)) or DONE


def say(line: str) -> None:
    """Print a line for the person at the terminal, at once."""
    print(line, flush=True)


def complain(sentence: str) -> None:
    print(f"error: {sentence}", file=sys.stderr, flush=True)


# What went wrong


def _explain(error: Exception) -> tuple[int, str]:
    """Return the exit code and the sentence for what the operator can mend; anything else is raised on."""
    from bot.db.engine import UNAVAILABLE  # only loaded where something went wrong
    from bot.settings import SettingsError
    from bot.supervision.failure import GaveUp

    if isinstance(error, GaveUp):
        return GAVE_UP, f"{error}; to be started again."
    if isinstance(error, SettingsError):
        return WRONG, str(error)
    if isinstance(error, (*UNAVAILABLE, ConnectionError)) or _comes_from_asyncpg(error):
        return FAILED, _database_trouble(error)
    if isinstance(error, OSError):
        return FAILED, f"{error.strerror or error}{f': {error.filename}' if error.filename else ''}."
    raise error


def _comes_from_asyncpg(error: Exception) -> bool:
    """Return whether it is asyncpg's: its errors come up unwrapped while connecting; the driver is only loaded where
    it is used.
    """
    driver = sys.modules.get("asyncpg")
    return driver is not None and isinstance(error, driver.PostgresError)


def _database_trouble(error: Exception) -> str:
    cause = str(getattr(error, "orig", None) or error).strip().splitlines()[0].rstrip(".")
    return f"the database (DATABASE_URL) cannot be used: {cause}. Nothing was changed by this attempt."
