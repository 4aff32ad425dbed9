"""`python -m bot sandbox`: the local Bot API server and, unless told otherwise, the assistant beside it."""

from __future__ import annotations

import os
import secrets
from argparse import ArgumentTypeError, Namespace
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import SecretStr
from sqlalchemy.engine import make_url
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route

from bot.adapters.payments.registry import GATEWAY_FILE
from bot.catalog_file import load_catalog
from bot.cli import newcomer
from bot.cli.parser import Commands, Say, add_command, complain, say, settings_of, until_done
from bot.cli.prepare import EXAMPLE_CATALOG, prepare
from bot.run import run_assistant
from bot.sandbox.charge_book import ChargeBook
from bot.sandbox.gateway import gateway_app
from bot.sandbox.lender_pages import lender_app
from bot.sandbox.server import SandboxConfig, running_sandbox
from bot.sandbox.sms import sms_app
from bot.sandbox.verifier import verifier_app
from bot.settings import Settings, is_here
from bot.shutdown import stop_event
from bot.stand_ins import VERIFIER_SECRET, delivering_demo
from bot.web.app import CONSOLE_PATHS, ConsoleEntry
from bot.web.calendars import calendar_routes
from bot.web.form_routes import form_routes
from bot.web.handoff import handoff_routes
from bot.web.webhook_handlers import WebhookHandlers
from domain.dates import SHANGHAI, add_months
from domain.plans.pricing import schedule_of
from domain.terms import AgreedRow
from domain.value import Value

if TYPE_CHECKING:  # loaded when somebody opens their page
    from bot.console.sample_owner import SampleMembers

DEFAULT_TOKEN = "1:sandbox"  # noqa: S105 - the sandbox takes any well-formed token
# An id that nobody else has: whoever opens this person's chat is the shop's staff, unless STAFF_CHAT_ID says otherwise.
STAFF_PERSON = 990_000_000_000


def add_parser(commands: Commands) -> None:
    parser = add_command(commands, "sandbox", run)
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


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is not a time like 2026-01-05T10:00") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)


def run(options: Namespace) -> int:
    chosen = SandboxOptions(
        at=options.at,
        running=options.clock == "running" if options.clock else _is_newcomer(options),
        with_bot=not options.no_bot,
        page=not options.no_page,
        limits=not options.no_limits,
    )
    settings = settings_of(options, sandbox_port=options.port)
    return until_done(run_sandbox(settings, chosen, say=say, complain=complain))


def _is_newcomer(options: Namespace) -> bool:
    """Return whether somebody only looks around and wants time to pass; who sets the clock or attaches processes
    moves it.
    """
    return options.at is None and not options.no_bot


class SandboxOptions(Value):
    at: datetime | None = None
    running: bool = True
    with_bot: bool = True
    page: bool = True
    limits: bool = True


@dataclass(frozen=True, slots=True)
class PlayedSecrets:
    """What the sandbox's identity service, lender and telephone share with the assistant that is attached to them."""

    identity: str = field(repr=False)
    handoff: str = field(repr=False)
    sms: str = field(repr=False)


async def run_sandbox(settings: Settings, options: SandboxOptions, *, say: Say, complain: Say) -> None:
    """Serve until asked to stop. The address is the first line said; what came before is said after it."""
    stopped = stop_event()
    notes: list[str] = []
    languages = newcomer.languages_of(os.environ)
    if options.with_bot:
        await prepare(settings, EXAMPLE_CATALOG, say=notes.append, complain=complain, language=languages[0])
    webhook_handlers, played = WebhookHandlers(), played_secrets(settings)
    async with running_sandbox(_config(settings, options, webhook_handlers, played)) as sandbox:
        say(f"sandbox: {sandbox.base_url}")
        for note in notes:
            say(note)
        if options.page:
            for language in languages:
                say(newcomer.open_page(sandbox.base_url, language))
            if options.with_bot and settings.demo:
                say(newcomer.open_console(sandbox.base_url, languages[0]))
        if options.with_bot:
            await run_assistant(
                attached(settings, sandbox.base_url, played),
                stopped=stopped,
                webhook_handlers=webhook_handlers,
            )
        else:
            await stopped.wait()


def _config(
    settings: Settings, options: SandboxOptions, webhook_handlers: WebhookHandlers, played: PlayedSecrets
) -> SandboxConfig:
    """Build the sandbox with its gateway, its verifier, its lender's pages, and the assistant's webhooks beside it."""
    return SandboxConfig(
        port=settings.sandbox_port,
        state_path=state_path(settings),
        start_at=options.at,
        clock_running=options.running,
        page=options.page,
        limits=options.limits,
        hosts=settings.hosts_of_sandbox,
        mounts=(
            Mount("/sandbox/gateway", gateway_app(ChargeBook(settings.data_dir / GATEWAY_FILE))),
            Mount("/sandbox/verifier", verifier_app(played.identity)),
            Mount("/sandbox/sms", sms_app(played.sms)),
            Mount("/sandbox/lender", lender_app(_example_schedule, played.handoff)),
            *form_routes(webhook_handlers),
            *calendar_routes(webhook_handlers),
            *handoff_routes(webhook_handlers),
            *_console_routes(settings, options, webhook_handlers),
        ),
    )


def _console_routes(
    settings: Settings, options: SandboxOptions, webhook_handlers: WebhookHandlers
) -> list[BaseRoute]:
    """Return the console's routes, and those of its sample members; none where nobody of a demo would open them."""
    if not (options.with_bot and options.page and settings.demo):
        return []
    made: list[SampleMembers] = []

    async def sample(request: Request) -> Response:
        from bot.console.sample_owner import SampleMembers  # for who looks

        if not made:
            made.append(SampleMembers(settings))
        return await made[0].page(request)

    return [
        Route(CONSOLE_PATHS, ConsoleEntry(webhook_handlers)),
        Route("/sandbox/console", sample),
    ]


def _example_schedule(plan_id: str, amount_fen: int, start: date) -> list[AgreedRow]:
    """Return the schedule the example's lenders compute; of a plan that is not in the example, equal parts without
    any cost.
    """
    spec = load_catalog(EXAMPLE_CATALOG).spec
    plan = next((plan for plan in spec.plans if plan.id == plan_id), None)
    if plan is None:
        return [AgreedRow(1, add_months(start, 1), amount_fen, 0, 0)]
    lender = next(lender for lender in spec.institutions if lender.id == plan.institution_id)
    return [
        AgreedRow(*row[:5], row.guarantee_fen, row.service_fen)
        for row in schedule_of(lender, plan, amount_fen, start).rows
    ]


def state_path(settings: Settings) -> Path:
    """Return the path of the sandbox's own file, beside the assistant's database but never inside it."""
    url = make_url(settings.database_url)
    if url.get_backend_name() == "sqlite" and url.database:
        return Path(url.database).with_suffix(".sandbox.db")
    return settings.data_dir / f"{url.database or 'fenqi'}.sandbox.db"


def played_secrets(settings: Settings) -> PlayedSecrets:
    """Return those that are set for this machine, where processes attach by themselves; else, but for the one of the demo,
    such as nobody else ever learns. What is shared with a service elsewhere is not for the sandbox to speak with.
    """
    identity, handoff, sms = settings.identity_secret, settings.handoff_secret, settings.sms_secret
    if identity is None or not is_here(settings.identity_url) or not settings.demo:
        identity = SecretStr(VERIFIER_SECRET if settings.demo else secrets.token_urlsafe())
    if handoff is None or not is_here(settings.handoff_url):
        handoff = SecretStr(secrets.token_urlsafe())
    if sms is None or not is_here(settings.sms_url):
        sms = SecretStr(secrets.token_urlsafe())
    return PlayedSecrets(identity.get_secret_value(), handoff.get_secret_value(), sms.get_secret_value())


def attached(settings: Settings, base_url: str, played: PlayedSecrets) -> Settings:
    """Return the settings of an assistant that talks to the sandbox at `base_url`. Whoever has partners of their own keeps
    them; outside a demo nobody is verified by the sandbox.
    """
    own: dict[str, object] = {}
    if settings.identity_url is None and settings.demo:
        own |= {
            "identity_url": f"{base_url}/sandbox/verifier",
            "identity_secret": SecretStr(played.identity),
        }
    if settings.sms_url is None and settings.demo:
        own |= {"sms_url": f"{base_url}/sandbox/sms", "sms_secret": SecretStr(played.sms)}
    if settings.handoff_url is None:
        own |= {"handoff_url": f"{base_url}/sandbox/lender", "handoff_secret": SecretStr(played.handoff)}
    return delivering_demo(settings).model_copy(
        update=own
        | {
            "bot_token": settings.bot_token or SecretStr(DEFAULT_TOKEN),
            "bot_api_base_url": base_url,
            "clock_url": f"{base_url}/sandbox/clock",
            "payment_url": f"{base_url}/sandbox/gateway",
            "public_url": settings.public_url or base_url,
            "staff_chat_id": settings.staff_chat_id or STAFF_PERSON,
            "console": settings.console or settings.demo,
        }
    )
