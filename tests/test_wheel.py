"""What is installed from the wheel is whole: it needs nothing of the source."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import subprocess
import sys
import zipfile
from pathlib import Path

import httpx
import pytest

from bot import __version__

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("bot", "domain", "handlers", "locales")
# What it is made of, the example behind the link in bot/ included.
SOURCES = (*PACKAGES, "examples", "pyproject.toml", "README.md", "LICENSE")
# What only those use who change the texts.
LEFT_OUT = ("locales/zh_CN/understanding/sentences/", "locales/messages.pot")


def tracked(*paths: str) -> list[str]:
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", *paths]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True).stdout
    return [name for name in listed.split("\0") if name and (ROOT / name).exists()]


def pip(*arguments: str | Path) -> None:
    command = [
        sys.executable,
        "-m",
        "pip",
        "--quiet",
        "--disable-pip-version-check",
        "--no-input",
        *map(str, arguments),
    ]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr


def wheel_of(folder: Path) -> Path:
    source = folder / "source"
    for name in tracked(*SOURCES):
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, source / name, follow_symlinks=False)
    pip("wheel", "--no-index", "--no-deps", "--no-build-isolation", "--wheel-dir", folder, source)
    (made,) = folder.glob("*.whl")
    return made


@pytest.mark.long
async def test_the_wheel_has_every_file_and_runs_without_the_source(tmp_path: Path) -> None:
    made = wheel_of(tmp_path)
    with zipfile.ZipFile(made) as wheel:
        inside = {name for name in wheel.namelist() if ".dist-info/" not in name}
    expected = {name for name in tracked(*PACKAGES) if not name.startswith(LEFT_OUT)} - {"bot/examples"}
    assert inside == expected | {f"bot/{name}" for name in tracked("examples")}

    site, empty = tmp_path / "site", tmp_path / "empty"
    empty.mkdir()
    pip("install", "--no-index", "--no-deps", "--no-compile", "--target", site, made)
    program = site / "bin" / "fenqi"
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(site),
        "SANDBOX_PORT": "0",
        "LANG": "C.UTF-8",
    }

    def said(*arguments: str, asked: str = "") -> str:
        ran = subprocess.run(
            [program, *arguments],
            cwd=empty,
            env=environment,
            input=asked,
            capture_output=True,
            text=True,
            check=False,
        )
        assert (ran.returncode, ran.stderr) == (0, "")
        return ran.stdout

    assert said("--version") == f"fenqi {__version__}\n"
    assert json.loads(said("ask", "--json", asked="怎么提前还款\n"))
    plan = ("--amount", "1200", "--periods", "12", "--method", "equal_principal", "--annual-rate", "12%")
    assert len(json.loads(said("quote", *plan, "--start", "2026-01-05"))["schedule"]) == 12

    sandbox = await asyncio.create_subprocess_exec(
        program, "sandbox", cwd=empty, env=environment, stdout=asyncio.subprocess.PIPE
    )
    try:
        assert sandbox.stdout is not None
        async with asyncio.timeout(120):
            address = (await sandbox.stdout.readline()).decode().strip().removeprefix("sandbox: ")
            while (
                b"Open http" not in await sandbox.stdout.readline()
            ):  # the tables and the shop are there by then
                assert sandbox.returncode is None
        async with httpx.AsyncClient(base_url=address) as client:
            assert "分期管家" in (await client.get("/")).text
            assert (await client.get("/static/main.js")).is_success
        sandbox.send_signal(signal.SIGTERM)
        async with asyncio.timeout(60):
            assert await sandbox.wait() == 0
    finally:
        if sandbox.returncode is None:
            sandbox.kill()
            await sandbox.wait()
