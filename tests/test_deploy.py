"""Images cannot be built where the tests run: what `deploy/` says is held against the program instead.

Files are there, users, ports and commands agree, and every variable is a setting. Units are read by systemd where it is.
"""

from __future__ import annotations

import configparser
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from starlette.routing import Route

from bot.cli.parser import COMMANDS, INSTALLED_AS
from bot.settings import Settings
from bot.web.app import web_app
from bot.web.webhook_handlers import WebhookHandlers

ROOT = Path(__file__).resolve().parents[1]
DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
TIMERS = sorted((DEPLOY / "systemd").glob("*.timer"))
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if service["image"].startswith("fenqi:")}
SETTINGS = {name.upper() for name in Settings.model_fields}
WORDS = {command.name for command in COMMANDS}
# Of Python itself, and what was built: no settings.
OTHERS = {"PATH", "PYTHONDONTWRITEBYTECODE", "FENQI_REVISION"}
WEB, METRICS = "8080", "9090"
_VARIABLE = re.compile(r"\$\{([A-Z_]+)")


class Step(NamedTuple):
    word: str
    rest: str


def steps() -> list[list[Step]]:
    """The Dockerfile's instructions, a list a stage."""
    text = re.sub(r"^#.*\n", "", (DEPLOY / "Dockerfile").read_text(encoding="utf-8"), flags=re.MULTILINE)
    stages: list[list[Step]] = []
    for line in text.replace("\\\n", " ").splitlines():
        if line.strip():
            word, _, rest = line.strip().partition(" ")
            if word == "FROM":
                stages.append([])
            stages[-1].append(Step(word, " ".join(rest.split())))
    return stages


def of(stage: list[Step], word: str) -> list[str]:
    return [step.rest for step in stage if step.word == word]


def variables(stage: list[Step]) -> dict[str, str]:
    return dict(pair.split("=", 1) for line in of(stage, "ENV") for pair in line.split())


# The image


def test_what_is_copied_into_the_image_is_there_and_is_let_through() -> None:
    build, last = steps()
    copied = [name for line in of(build, "COPY") for name in line.split()[:-1]]
    let_through = (ROOT / ".dockerignore").read_text().splitlines()
    assert copied
    for name in copied:
        assert list(ROOT.glob(name)), name
        assert f"!{name}" in let_through, name
    assert {line.removeprefix("!") for line in let_through if line.startswith("!")} == set(copied)
    assert {"bot", "domain", "examples", "handlers", "locales"} <= set(copied)
    assert of(last, "COPY") == ["--from=build /opt/fenqi /opt/fenqi"]


def test_only_versions_with_hashes_are_installed_and_no_tool_is_left() -> None:
    build, last = steps()
    installs = [
        command for line in of(build, "RUN") for command in line.split(" && ") if "pip install" in command
    ]
    assert installs
    assert all("--require-hashes" in one or "--no-deps --no-index" in one for one in installs)
    left = " ".join(of(last, "RUN"))
    assert not re.search(r"pip install|apt|gcc|build-essential|curl|git", left)
    assert "pip uninstall" in left
    assert of(build, "FROM")[0].split()[0] == of(last, "FROM")[0]


def test_the_image_runs_the_program_as_nobody_in_particular() -> None:
    last = steps()[-1]
    (user,) = of(last, "USER")
    assert re.fullmatch(r"[1-9][0-9]+:[1-9][0-9]+", user)
    made = " ".join(of(last, "RUN"))
    assert all(number in made for number in user.split(":"))
    assert json.loads(of(last, "ENTRYPOINT")[0]) == [INSTALLED_AS]
    assert set(json.loads(of(last, "CMD")[0])) <= WORDS
    assert of(last, "VOLUME") == of(last, "WORKDIR") == [variables(last)["DATA_DIR"]]
    assert of(last, "STOPSIGNAL") == ["SIGTERM"]


def test_the_images_variables_are_settings_that_can_be_used() -> None:
    last = steps()[-1]
    given = variables(last)
    assert set(given) <= SETTINGS | OTHERS
    ours: dict[str, Any] = {name.lower(): value for name, value in given.items() if name in SETTINGS}
    settings = Settings(**ours)
    assert (str(settings.web_port), str(settings.metrics_port)) == (WEB, METRICS)
    assert of(last, "EXPOSE") == [f"{WEB} {METRICS}"]
    options, _, command = of(last, "HEALTHCHECK")[0].partition(" CMD ")
    program, *arguments = json.loads(command)
    assert program == "python" and "--timeout" in options
    compile(arguments[-1], "healthcheck", "exec")
    assert "/healthz" in arguments[-1] and "METRICS_PORT" in arguments[-1]  # which every word has


# The containers together


def test_every_container_of_ours_runs_a_word_there_is_with_no_right_it_does_not_need() -> None:
    assert {"migrate", "run-1", "run-2", "deliver"} <= set(OURS)
    for name, service in OURS.items():
        assert set(service["command"]) <= WORDS, name
        assert set(service["environment"]) <= SETTINGS, name
        assert service["read_only"] and service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert "ports" not in service, name
        assert service["build"]["dockerfile"] == "deploy/Dockerfile"
        Settings(
            database_url=_VARIABLE.sub("x", service["environment"]["DATABASE_URL"]).replace(
                ":?set it in .env}", ""
            )
        )


def test_what_the_containers_name_is_declared_and_what_they_mount_is_there() -> None:
    for name, service in SERVICES.items():
        assert set(service.get("depends_on", ())) <= set(SERVICES), name
        assert set(service["networks"]) <= set(COMPOSE["networks"]), name
        for mount in service.get("volumes", ()):
            source = mount.split(":")[0]
            assert (DEPLOY / source).exists() if source.startswith(".") else source in COMPOSE["volumes"], (
                mount
            )
    assert [name for name, service in SERVICES.items() if service.get("ports")] == ["caddy", "grafana"]
    assert SERVICES["postgres"]["networks"] == ["inside"] and COMPOSE["networks"]["inside"]["internal"]


def test_what_has_to_be_filled_in_for_the_containers_is_in_the_example_and_nothing_else() -> None:
    asked = set(_VARIABLE.findall((DEPLOY / "compose.yaml").read_text()))
    example = (DEPLOY / "compose.env.example").read_text()
    assert asked == set(re.findall(r"^([A-Z_]+)=", example, re.MULTILINE))
    assert asked & SETTINGS == set()


def test_prometheus_asks_the_containers_that_have_figures() -> None:
    read = yaml.safe_load((DEPLOY / "prometheus" / "prometheus.yml").read_text())
    targets = [
        target for job in read["scrape_configs"] for one in job["static_configs"] for target in one["targets"]
    ]
    asked = [
        (name, found["port"])
        for job in read["scrape_configs"]
        for found in job["dns_sd_configs"]
        for name in found["names"]
    ]
    assert {"run-1:9090", "run-2:9090", "console:9090"} == set(targets) and asked == [
        ("deliver", int(METRICS))
    ]
    for target in targets:
        host, port = target.split(":")
        assert host in OURS and port == METRICS
    provisioning = DEPLOY / "grafana" / "provisioning"
    (source,) = yaml.safe_load((provisioning / "datasources" / "prometheus.yaml").read_text())["datasources"]
    assert source["url"] == f"http://prometheus:{METRICS}"
    (provider,) = yaml.safe_load((provisioning / "dashboards" / "fenqi.yaml").read_text())["providers"]
    assert any(mount.split(":")[1] == provider["options"]["path"] for mount in SERVICES["grafana"]["volumes"])


# What stands in front


def from_outside() -> dict[str, bool]:
    """An address of each route, and whether it is for people outside."""
    app = web_app(WebhookHandlers(), "/telegram", "")
    paths = [route.path for route in app.routes if isinstance(route, Route)]
    return {re.sub(r"\{[^}]+\}", "x", path): path not in ("/healthz", "/readyz") for path in paths} | {
        "/metrics": False
    }


def test_caddy_and_nginx_let_through_what_is_taken_from_outside_and_nothing_else() -> None:
    caddy = (DEPLOY / "caddy" / "Caddyfile").read_text()
    nginx = (DEPLOY / "nginx" / "fenqi.conf").read_text()
    matched = re.search(r"@from_outside path (.+)", caddy)
    location = re.search(r"location ~ (\S+) \{", nginx)
    assert matched is not None and location is not None
    globs = [re.escape(one).replace(r"\*", ".*") for one in matched[1].split()]
    for path, outside in from_outside().items():
        assert any(re.fullmatch(one, path) for one in globs) is outside, f"Caddy: {path}"
        assert bool(re.search(location[1], path)) is outside, f"nginx: {path}"


def test_caddy_and_nginx_ask_the_processes_that_there_are() -> None:
    caddy = (DEPLOY / "caddy" / "Caddyfile").read_text()
    upstreams = re.search(r"reverse_proxy (.+) \{", caddy)
    assert upstreams is not None
    assert upstreams[1].split() == [f"{name}:{WEB}" for name in OURS if name.startswith("run-")]
    assert "health_uri /readyz" in caddy
    ports = re.findall(r"server 127\.0\.0\.1:([0-9]+)", (DEPLOY / "nginx" / "fenqi.conf").read_text())
    assert ports == [
        port.replace("%i", number) for number in "12" for port in (environment("run")["WEB_PORT"],)
    ]


# Units of systemd


class AsWritten(configparser.ConfigParser):
    """Names of directives are told apart by upper and lower case."""

    def optionxform(self, optionstr: str) -> str:
        return optionstr


def unit(path: Path) -> configparser.ConfigParser:
    parser = AsWritten(strict=False, interpolation=None, comment_prefixes=("#",), delimiters=("=",))
    parser.read(path, encoding="utf-8")
    return parser


def environment(word: str) -> dict[str, str]:
    return dict(
        pair.split("=", 1)
        for pair in unit(DEPLOY / "systemd" / f"fenqi-{word}@.service")["Service"]["Environment"].split()
    )


def test_a_unit_runs_a_word_there_is_as_its_own_user_and_may_do_little() -> None:
    assert {path.name for path in UNITS} >= {
        "fenqi-run@.service",
        "fenqi-deliver@.service",
        "fenqi-audit.service",
    }
    (line,) = [
        one
        for one in (DEPLOY / "systemd" / "fenqi.sysusers").read_text().splitlines()
        if one.startswith("u ")
    ]
    user = line.split()[1]
    for path in UNITS:
        service = unit(path)["Service"]
        program, word, *_ = service["ExecStart"].split()
        assert program == f"/opt/fenqi/bin/{INSTALLED_AS}" and word in WORDS, path.name
        assert service["User"] == service["Group"] == user
        assert service["WorkingDirectory"] == f"/var/lib/{service['StateDirectory']}"
        assert (service["NoNewPrivileges"], service["ProtectSystem"]) == ("yes", "strict")
        assert service["CapabilityBoundingSet"] == "" and service["UMask"] == "0077"
    assert set(environment("run")) | set(environment("deliver")) <= SETTINGS
    for path in TIMERS:
        assert path.with_suffix(".service") in UNITS


def test_a_wrong_setting_is_not_tried_again_and_a_stop_is_waited_for() -> None:
    for word in ("run", "deliver"):
        service = unit(DEPLOY / "systemd" / f"fenqi-{word}@.service")["Service"]
        assert (service["Restart"], service["RestartPreventExitStatus"]) == ("on-failure", "2")
        assert int(service["TimeoutStopSec"].removesuffix("s")) > 60  # docs/reliability.md: the stop


# What systemd.unit(5), systemd.service(5), systemd.exec(5), systemd.resource-control(5) and systemd.timer(5) call these.
DIRECTIVES = (
    "After AmbientCapabilities CapabilityBoundingSet Description Environment ExecStart Group LockPersonality "
    "MemoryDenyWriteExecute Nice NoNewPrivileges OOMPolicy OnCalendar Persistent PrivateDevices PrivateIPC PrivateTmp "
    "ProtectClock ProtectControlGroups ProtectHome ProtectHostname ProtectKernelLogs ProtectKernelModules "
    "ProtectKernelTunables ProtectProc ProtectSystem RandomizedDelaySec ReadWritePaths RemoveIPC Restart "
    "RestartPreventExitStatus RestartSec RestrictAddressFamilies RestrictNamespaces RestrictRealtime RestrictSUIDSGID "
    "StartLimitBurst StartLimitIntervalSec StateDirectory StateDirectoryMode SystemCallArchitectures "
    "SystemCallErrorNumber SystemCallFilter TimeoutStartSec TimeoutStopSec Type UMask User WantedBy Wants "
    "WorkingDirectory "
)


def test_a_unit_says_nothing_that_systemd_does_not_know(tmp_path: Path) -> None:
    """Where systemd is, it reads them itself."""
    names = []
    for path in (*UNITS, *TIMERS):
        said = {name for section in unit(path).values() for name in section}
        assert said <= set(DIRECTIVES.split()), path.name
        text = path.read_text(encoding="utf-8").replace(f"/opt/fenqi/bin/{INSTALLED_AS}", "/bin/true")
        names.append(tmp_path / path.name.replace("@.", "@1."))
        names[-1].write_text(text, encoding="utf-8")
    if shutil.which("systemd-analyze") is None:
        return
    read = subprocess.run(["systemd-analyze", "verify", *names], capture_output=True, text=True, check=False)
    assert (read.returncode, read.stderr) == (0, "")
