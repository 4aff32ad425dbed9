"""The sandbox answers clients of this machine, and its own page; no page of somebody else's in the same browser."""

from __future__ import annotations

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from bot.sandbox.server import Sandbox, SandboxConfig, running_sandbox
from domain.value import replace
from tests.bot.sandbox.conftest import PERSON
from tests.support.sandbox_client import SandboxClient


def own(sandbox: Sandbox) -> str:
    return sandbox.base_url.removeprefix("http://")


async def status(sandbox: Sandbox, method: str, path: str, **headers: str) -> int:
    async with httpx.AsyncClient(base_url=sandbox.base_url, trust_env=False) as http:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        content = b'{"text": "hello"}' if method == "POST" else None
        return (await http.request(method, path, headers=named, content=content)).status_code


SAY = f"/sandbox/users/{PERSON}/messages"
GET_ME = "/bot1:sandbox/getMe"


@pytest.mark.parametrize("path", ["/", "/healthz", "/sandbox/clock", GET_ME])
async def test_a_client_that_is_no_browser_is_answered_by_either_name(sandbox: Sandbox, path: str) -> None:
    port = own(sandbox).rpartition(":")[2]
    for host in (f"127.0.0.1:{port}", f"localhost:{port}", f"LOCALHOST:{port}"):
        assert await status(sandbox, "GET", path, host=host) == 200


@pytest.mark.parametrize("path", ["/", "/healthz", "/sandbox/clock", GET_ME, "/nowhere"])
async def test_a_name_that_only_leads_here_is_refused(sandbox: Sandbox, path: str) -> None:
    port = own(sandbox).rpartition(":")[2]
    for host in (
        f"rebound.example:{port}",
        "127.0.0.1",
        "127.0.0.1:1",
        f"127.0.0.1.example:{port}",
        "",
        f"x@127.0.0.1:{port}",
    ):
        assert await status(sandbox, "GET", path, host=host) == 403, host


@pytest.mark.parametrize(
    "origin", ["https://elsewhere.example", "http://127.0.0.1:1", "http://127.0.0.1", "null"]
)
async def test_a_page_of_another_origin_changes_nothing(
    sandbox: Sandbox, people: SandboxClient, origin: str
) -> None:
    before = len(await people.messages(PERSON, idle=False))
    for method, path in (
        ("POST", SAY),
        ("POST", "/sandbox/reset"),
        ("POST", GET_ME),
        ("GET", "/sandbox/clock"),
    ):
        assert await status(sandbox, method, path, origin=origin) == 403
    with pytest.raises(InvalidStatus, match="403"):
        async with connect(
            f"ws://{own(sandbox)}/sandbox/clock/attach", additional_headers={"Origin": origin}
        ):
            pass
    assert len(await people.messages(PERSON, idle=False)) == before


async def test_its_own_page_may_speak(sandbox: Sandbox, people: SandboxClient) -> None:
    port = own(sandbox).rpartition(":")[2]
    for name in ("127.0.0.1", "localhost"):
        said = {"host": f"{name}:{port}", "origin": f"http://{name}:{port}", "sec_fetch_site": "same-origin"}
        assert await status(sandbox, "POST", SAY, **said) == 200


async def test_a_picture_or_script_elsewhere_that_leads_here_is_refused_and_a_link_is_not(
    sandbox: Sandbox,
) -> None:
    """Neither sends an `Origin`; the Bot API does things for a GET."""
    for site in ("cross-site", "same-site"):
        picture = {"sec_fetch_site": site, "sec_fetch_mode": "no-cors"}
        link = {"sec_fetch_site": site, "sec_fetch_mode": "navigate"}
        assert await status(sandbox, "GET", GET_ME, **picture) == 403
        assert await status(sandbox, "GET", GET_ME, **link) == 403
        assert await status(sandbox, "GET", "/sandbox/clock", **picture) == 403
        assert await status(sandbox, "POST", SAY, **link) == 403
        assert await status(sandbox, "GET", "/", **link) == 200


async def test_a_name_that_is_set_is_answered(config: SandboxConfig) -> None:
    async with running_sandbox(replace(config, hosts=("shop.example:8443",))) as sandbox:
        named = {"host": "shop.example:8443"}
        assert await status(sandbox, "GET", "/healthz", **named) == 200
        assert (
            await status(sandbox, "POST", "/sandbox/reset", origin="https://shop.example:8443", **named)
            == 200
        )
        assert await status(sandbox, "GET", "/healthz", host="shop.example") == 403
