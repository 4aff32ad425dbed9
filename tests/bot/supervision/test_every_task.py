"""No task is begun on which nobody looks: each is supervised, awaited by whoever began it, or says what it ends with."""

from __future__ import annotations

import ast
import re
from collections import Counter
from pathlib import Path

from bot.receiving.receiver import POLLING, WEBHOOK

ROOT = Path(__file__).resolve().parents[3]
BEGINS = {"create_task", "ensure_future"}
# Where a task is begun, how many, and who sees how it ends.
KNOWN = {
    "bot/supervision/supervisor.py:_beside": 1,  # supervised
    "bot/supervision/supervisor.py:first_of": 2,  # awaited, or broken off and awaited
    "bot/run.py:run_lasting": 1,  # waits for an event, and is broken off
    "bot/shutdown.py:_until_asked": 2,  # the process itself; and what waits for an event
    "bot/shutdown.py:until_broken_off": 1,  # awaited there, or broken off
    "bot/shutdown.py:_all_answer": 1,  # seen there, or broken off
    "bot/cli/doctor/command.py:_examine_all": 1,  # awaited there; a check raises nothing
    "bot/db/write_probe.py:_writes_in_time": 1,  # raises nothing; looked at by the next to ask
    "bot/web/backlog.py:_read_in_time": 1,  # raises nothing; looked at by the next to ask, or broken off
    "bot/receiving/second_tries.py:write": 1,  # catches whatever a try raises
    "bot/sending/http_client.py:_look_up": 1,  # awaited by all who ask, or seen by `_looked_up`
    "bot/sending/http_connection.py:_send": 1,  # awaited there, or broken off
    "bot/sending/http_connection.py:_hear_while": 1,  # awaited there
    "bot/receiving/lock.py:_postgres": 1,  # ends the process, whatever it ends with
    "bot/adapters/sms.py:send_soon": 1,  # says it if it fails
    "bot/payment_poller.py:send_soon": 1,  # says it if it fails
    "bot/console/process.py:carry": 1,  # says it if it fails
    "bot/web/embedded.py:serving": 1,  # watched by the supervisor
    "bot/adapters/virtual_clock.py:connect": 1,  # catches whatever a round raises
    "bot/adapters/virtual_clock.py:_serve": 1,  # raises nothing
    "bot/sandbox/server.py:running_sandbox": 3,  # say it if they fail
    "bot/sandbox/notifications.py:announce": 1,  # says it if it fails
    "bot/sandbox/clock/attached.py:serve": 1,  # awaited there
    "handlers/checkout/reading_timer.py:_arm": 1,  # tries again; says it if it fails
    "handlers/ui/screen.py:answer": 1,  # awaited by every caller
    "handlers/ui/screen.py:_with_feedback": 1,  # awaited at the end of the update
    "domain/intake/service.py:take": 1,  # awaited before the next begins, and at the end
    "domain/notices/delivery.py:begin": 1,  # what breaks off is raised by the run
    "domain/notices/delivery.py:_deliver": 1,  # keeps what it could not do; the run tries again, and raises
    "domain/notices/delivery.py:_written": 1,  # awaited there
}


def test_every_place_that_begins_a_task_is_known() -> None:
    found: Counter[str] = Counter()
    for floor in ("bot", "handlers", "domain"):
        for path in sorted((ROOT / floor).rglob("*.py")):
            for function in _functions(ast.parse(path.read_text(encoding="utf-8"))):
                begun = sum(_begins(node) for node in _own(function))
                if begun:
                    found[f"{path.relative_to(ROOT)}:{function.name}"] += begun
    assert dict(found) == KNOWN


def test_every_task_that_is_kept_going_stands_in_the_document() -> None:
    supervised = {
        _name_of(node.args[0])
        for path in (ROOT / "bot").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) in ("supervisor.repeating", "supervisor.once")
    }
    table = (ROOT / "docs" / "reliability.md").read_text(encoding="utf-8").partition("| Task |")[2]
    rows = re.findall(r"^\| (`[^|]+`) \|", table.partition("\n\n")[0], re.MULTILINE)
    assert {name for row in rows for name in re.findall("`([^`]+)`", row)} == supervised
    assert len(supervised) >= 10


def _name_of(given: ast.expr) -> str:
    return str({"POLLING": POLLING, "WEBHOOK": WEBHOOK}.get(ast.unparse(given)) or ast.literal_eval(given))


def _functions(tree: ast.Module) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    return [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def _own(function: ast.AST) -> list[ast.AST]:
    """What stands in the function and in none inside it."""
    found: list[ast.AST] = []
    for node in ast.iter_child_nodes(function):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            found += [node, *_own(node)]
    return found


def _begins(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute | ast.Name)
        and (node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id) in BEGINS
    )
