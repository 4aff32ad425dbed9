"""Whoever is no demo starts with real partners and secrets of their own, or not at all."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import httpx
import pytest

from bot.adapters.identity import HttpVerifier, LocalVerifier, NobodyVerifies
from bot.adapters.lenders import HttpLenderPages
from bot.adapters.payments.sandbox import SandboxGateway
from bot.cli.parser import main
from bot.cli.sandbox import attached, played_secrets
from bot.settings import Settings, SettingsError, load_settings
from bot.stand_ins import VERIFIER_SECRET
from bot.wiring import build_container
from domain.identity.types import IdentityCheck, VerdictStatus
from tests.support.builders import ADULT, NAME, PHONE
from tests.support.clock import MovableClock
from tests.support.installation import free_port
from tests.support.processes import running

ROOT = Path(__file__).resolve().parents[2]
OURS, THEIRS = "a-secret-of-one-partner", "a-secret-of-another"
LENDER = {
    "OPERATOR_MODE": "lender",
    "PAYMENT_GATEWAYS": "external",
    "IDENTITY_URL": "https://identity.invalid",
    "IDENTITY_SECRET": OURS,
}
MERCHANT = {
    "OPERATOR_MODE": "merchant",
    "HANDOFF_URL": "https://lender.invalid",
    "HANDOFF_SECRET": THEIRS,
}
_NAME = re.compile(r"(?:.*_)?(?:SECRET|KEY|TOKEN|PASSWORD)", re.IGNORECASE)
_SECRET = re.compile(r"[A-Za-z0-9_-]{16,256}")


def settings_of(environment: dict[str, str], **changed: object) -> Settings:
    return load_settings(**{name.lower(): value for name, value in (environment | changed).items()})


def written_secrets() -> set[str]:
    """What stands in the sources, or in the docs, under the name of a secret."""
    found: set[str] = set()
    for folder in ("bot", "domain", "handlers"):
        for path in (ROOT / folder).rglob("*.py"):
            found |= set(_named_texts(ast.parse(path.read_text(encoding="utf-8"))))
    for path in (ROOT / ".env.example", *ROOT.glob("README*.md"), *(ROOT / "docs").rglob("*.md")):
        found |= set(re.findall(r"\b[A-Z_]*SECRET=([A-Za-z0-9_-]+)", path.read_text(encoding="utf-8")))
    return {text for text in found if _SECRET.fullmatch(text)}


def _named_texts(tree: ast.AST) -> list[str]:
    """The texts that a name, an argument, a default or a key of a dictionary calls a secret."""
    pairs: list[tuple[str, ast.AST | None]] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign):
            pairs += [(getattr(target, "id", ""), node.value) for target in node.targets]
        elif isinstance(node, ast.AnnAssign):
            pairs.append((getattr(node.target, "id", ""), node.value))
        elif isinstance(node, ast.keyword):
            pairs.append((node.arg or "", node.value))
        elif isinstance(node, ast.arguments):
            usual = [*node.posonlyargs, *node.args]
            pairs += zip(
                (one.arg for one in usual[len(usual) - len(node.defaults) :]), node.defaults, strict=True
            )
            pairs += zip((one.arg for one in node.kwonlyargs), node.kw_defaults, strict=True)
        elif isinstance(node, ast.Dict):
            pairs += [
                (str(getattr(key, "value", "")), value)
                for key, value in zip(node.keys, node.values, strict=True)
            ]
    return [
        str(part.value)
        for name, value in pairs
        if value is not None and _NAME.fullmatch(name)
        for part in ast.walk(value)
        if isinstance(part, ast.Constant)
    ]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"PAYMENT_GATEWAYS": ""}, "PAYMENT_GATEWAYS is missing"),
        ({"PAYMENT_GATEWAYS": "sandbox"}, "PAYMENT_GATEWAYS is wrong: sandbox"),
        ({"PAYMENT_GATEWAYS": "external,sandbox"}, "PAYMENT_GATEWAYS is wrong: sandbox"),
        ({"IDENTITY_URL": "", "IDENTITY_SECRET": ""}, "IDENTITY_URL is missing"),
        ({"IDENTITY_SECRET": VERIFIER_SECRET}, "IDENTITY_SECRET is wrong"),
        (
            {"WEBHOOK_SECRET": OURS, "WEBHOOK_URL": "https://shop.invalid/t", "WEB_PORT": str(free_port())},
            "WEBHOOK_SECRET is wrong: it is also IDENTITY_SECRET",
        ),
    ],
)
@pytest.mark.parametrize("command", ["run", "deliver"])
def test_a_lender_without_anybody_real_does_not_start_and_is_told_by_the_setting(
    command: str,
    changed: dict[str, str],
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, value in (LENDER | {"BOT_TOKEN": "1:lender"} | changed).items():
        monkeypatch.setenv(name, value)
    assert main([command]) == 2
    shown = capsys.readouterr().err
    assert shown.startswith(f"error: {said}"), shown
    assert shown.count("\n") == 1
    assert OURS not in shown


async def test_outside_a_demo_nothing_of_the_sandboxs_is_built(
    settings: Settings, clock: MovableClock
) -> None:
    for environment, verifier in ((LENDER, HttpVerifier), (MERCHANT, NobodyVerifies)):
        own = settings_of(environment, database_url=settings.database_url, data_dir=settings.data_dir)
        container = build_container(own, clock)
        methods = container.outside.payment_methods
        assert methods.gateways.find("sandbox") is None
        assert (methods.vault, methods.webhook_sources) == (None, {})
        assert type(container.outside.verifier) is verifier
        await container.aclose()


async def test_a_demo_has_all_of_it_without_any_setting(settings: Settings, clock: MovableClock) -> None:
    container = build_container(settings, clock)
    methods = container.outside.payment_methods
    assert isinstance(methods.gateways.find("sandbox"), SandboxGateway)
    assert methods.vault is not None
    assert isinstance(container.outside.verifier, LocalVerifier)
    await container.aclose()


async def test_where_the_lenders_verify_nobody_is_verified_here() -> None:
    verdict = await NobodyVerifies().check(IdentityCheck("c1", NAME, ADULT, PHONE))
    assert verdict.status is VerdictStatus.UNKNOWN


def test_what_is_written_where_anybody_can_read_it_is_no_secret_outside_a_demo(
    settings: Settings, clock: MovableClock
) -> None:
    written = written_secrets()
    assert VERIFIER_SECRET in written
    for secret in written:
        for environment, name in ((LENDER, "IDENTITY_SECRET"), (MERCHANT, "HANDOFF_SECRET")):
            own = settings_of(environment, **{name: secret, "data_dir": settings.data_dir})
            with pytest.raises(SettingsError, match=f"^{name} is wrong: it is the sandbox's"):
                build_container(own, clock)


@pytest.mark.parametrize("name", ["IDENTITY_SECRET", "HANDOFF_SECRET", "WEBHOOK_SECRET"])
@pytest.mark.parametrize("secret", ["sandbox", "secret", "x" * 15])
def test_what_is_short_is_no_secret(name: str, secret: str) -> None:
    with pytest.raises(SettingsError, match=f"^{name} is wrong"):
        settings_of(LENDER | MERCHANT, **{name: secret})


def test_the_sandboxs_lender_shares_a_secret_that_nobody_else_ever_learns() -> None:
    settings = Settings(operator_mode="merchant", _env_file=None)
    first, second = played_secrets(settings), played_secrets(settings)
    assert first.handoff != second.handoff
    assert first.handoff not in repr(first)
    own = attached(settings, "http://127.0.0.1:8000", first)
    assert own.handoff_secret is not None
    assert own.handoff_secret.get_secret_value() == first.handoff
    assert own.identity_url is None  # in no mode but the demo


def test_the_sandbox_does_not_speak_with_the_secrets_of_real_partners() -> None:
    given = {"identity_url": "https://identity.invalid", "handoff_url": "https://lender.invalid"}
    settings = load_settings(**given, identity_secret=OURS, handoff_secret=THEIRS)
    played = played_secrets(settings)
    assert {played.identity, played.handoff}.isdisjoint({OURS, THEIRS})
    own = attached(settings, "http://127.0.0.1:8000", played)
    assert (own.identity_url, own.handoff_url) == tuple(given.values())
    assert own.identity_secret == settings.identity_secret
    assert own.handoff_secret == settings.handoff_secret


def test_processes_that_attach_by_themselves_share_the_secrets_they_are_given() -> None:
    here = "http://127.0.0.1:8000/sandbox"
    settings = Settings(
        identity_url=f"{here}/verifier",
        identity_secret=OURS,
        handoff_secret=THEIRS,
        _env_file=None,
    )
    played = played_secrets(settings)
    assert (played.identity, played.handoff) == (OURS, THEIRS)


async def test_partners_in_a_sandbox_of_its_own_process_are_spoken_to_with_the_secrets_that_both_were_given(
    tmp_path: Path,
) -> None:
    environment = {"HANDOFF_SECRET": THEIRS}
    async with running("sandbox", "--no-bot", "--port", "0", cwd=tmp_path, **environment) as process:
        address = await process.sandbox_address()
        verifier = HttpVerifier(f"{address}/sandbox/verifier", VERIFIER_SECRET)
        verdict = await verifier.check(IdentityCheck("c1", NAME, ADULT, PHONE))
        assert verdict.status is VerdictStatus.VERIFIED
        await verifier.aclose()
        async with httpx.AsyncClient(trust_env=False) as http:
            opened = {
                secret: await http.get(
                    HttpLenderPages(f"{address}/sandbox/lender", secret).pay_url("p1", 100, "C-1")
                )
                for secret in (THEIRS, "sandbox-lender-pages")
            }
    assert [answer.status_code for answer in opened.values()] == [200, 403]
