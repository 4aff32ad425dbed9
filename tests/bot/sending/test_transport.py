"""One contract, held over real sockets by PTB's transport over httpx and by ours over `http_client`."""

from __future__ import annotations

import asyncio
import io
import json
import os
import shutil
import socket
import ssl
import sys
import traceback
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import certifi
import pytest
from starlette.datastructures import FormData, Headers, UploadFile
from starlette.formparsers import MultiPartParser
from telegram import Bot, InputFile
from telegram.error import BadRequest, NetworkError, RetryAfter, TimedOut
from telegram.request import BaseRequest, HTTPXRequest, RequestData
from telegram.request._requestparameter import RequestParameter

from bot.sending.transport import Http11Request, trusted_authorities
from handlers.ui.sending import NotDelivered, may_have_been_done
from tests.support.authority import THE_WORLDS
from tests.support.certificates import Certificates, make_certificates
from tests.support.plain_server import PATIENCE_S, Exchange, PlainServer, Received, plain_server

ROOT = Path(__file__).resolve().parents[3]
TOKEN = "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"
SHORT_S = 0.2
# Longer than a name may be: refused by the machine itself, which asks no name server how long that may take.
UNKNOWN_HOST = ".".join(["a" * 60] * 5)
# More than the buffers of a connection on one machine take.
LARGE = bytes(range(256)) * 4096 * 16

Start = Callable[..., Any]


@pytest.fixture(autouse=True)
def _no_proxy_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
async def server() -> AsyncIterator[PlainServer]:
    async with plain_server() as running:
        yield running


@pytest.fixture
def certificates(tmp_path: Path) -> Certificates:
    return make_certificates(tmp_path)


@pytest.fixture(params=["httpx", "ours"])
def build(request: pytest.FixtureRequest) -> Callable[..., BaseRequest]:
    """Makes a transport from PTB's names of the options; timeouts are long unless the test is about them."""

    def make(**options: Any) -> BaseRequest:
        patient = {
            f"{kind}_timeout": PATIENCE_S for kind in ("read", "write", "connect", "pool", "media_write")
        }
        chosen = patient | options
        if request.param == "httpx":
            return HTTPXRequest(**chosen)
        return Http11Request(**{f"{n}_s" if n.endswith("timeout") else n: v for n, v in chosen.items()})

    return make


@pytest.fixture
async def start(build: Callable[..., BaseRequest]) -> AsyncIterator[Start]:
    """As `build`, initialized, and shut down at the end."""
    async with AsyncExitStack() as stack:

        async def enter(**options: Any) -> BaseRequest:
            return await stack.enter_async_context(build(**options))

        yield enter


def address(server: PlainServer, method: str = "getMe") -> str:
    return f"{server.url}/bot{TOKEN}/{method}"


def data(**parameters: object) -> RequestData:
    return RequestData([RequestParameter.from_input(name, value) for name, value in parameters.items()])


async def refused_with(
    kind: type[NetworkError], transport: BaseRequest, url: str, *arguments: Any, **options: Any
) -> str:
    """The message of this kind of error, a timeout or none. Nothing that a log would show of it holds the token."""
    with pytest.raises(kind) as caught:
        await transport.do_request(url, "POST", *arguments, **options)
    assert isinstance(caught.value, TimedOut) == issubclass(kind, TimedOut)
    assert TOKEN not in "".join(traceback.format_exception(caught.value))
    return caught.value.message


@asynccontextmanager
async def silence() -> AsyncIterator[int]:
    """The port of somebody who listens and never says a word."""

    async def hear_out(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    silent = await asyncio.start_server(hear_out, "127.0.0.1")
    try:
        yield silent.sockets[0].getsockname()[1]
    finally:
        silent.close()
        await silent.wait_closed()


async def form_of(received: Received) -> FormData:
    async def stream() -> AsyncGenerator[bytes, None]:
        yield received.body

    return await MultiPartParser(Headers(received.headers), stream()).parse()


async def file_in(form: FormData, name: str) -> tuple[str | None, str | None, bytes]:
    file = form[name]
    assert isinstance(file, UploadFile)
    return file.filename, file.content_type, await file.read()


# What is sent


def parameters_in(received: Received) -> dict[str, str]:
    """As Telegram reads them: of a form, or of JSON."""
    if received.headers["content-type"] == "application/x-www-form-urlencoded":
        return dict(parse_qsl(received.body.decode()))
    assert received.headers["content-type"] == "application/json"
    given = json.loads(received.body)
    return {name: value if isinstance(value, str) else json.dumps(value) for name, value in given.items()}


async def test_parameters_arrive_and_the_answer_comes_back(server: PlainServer, start: Start) -> None:
    transport = await start()
    sent = data(chat_id=7, text="账单 ¥1,200.50 & 100% 📄\n=+;", reply_markup={"键": ["值"]}, silent=True)

    assert await transport.do_request(address(server, "sendMessage"), "POST", sent) == (
        200,
        b'{"ok":true,"result":true}',
    )

    [received] = server.received
    assert (received.method, received.target) == ("POST", f"/bot{TOKEN}/sendMessage")
    assert received.headers["user-agent"] == BaseRequest.USER_AGENT
    assert parameters_in(received) == sent.json_parameters


@pytest.mark.parametrize("nothing", [None, RequestData()])
async def test_without_parameters_the_body_is_empty(
    server: PlainServer, start: Start, nothing: RequestData | None
) -> None:
    transport = await start()

    status, _ = await transport.do_request(address(server), "POST", nothing)

    assert status == 200
    assert (server.received[0].headers["content-length"], server.received[0].body) == ("0", b"")


async def test_what_is_larger_than_any_buffer_arrives_whole(server: PlainServer, start: Start) -> None:
    transport = await start()
    text = "分期" * 300_000

    await transport.do_request(address(server), "POST", data(text=text))

    assert parameters_in(server.received[0]) == {"text": text}


async def test_a_file_arrives_byte_for_byte_under_its_chinese_name(server: PlainServer, start: Start) -> None:
    transport = await start()
    document = InputFile(LARGE, filename='账单"2026\n.pdf')

    await transport.do_request(address(server), "POST", data(chat_id=7, caption="一月", document=document))

    [received] = server.received
    form = await form_of(received)
    assert (form["chat_id"], form["caption"]) == ("7", "一月")
    assert await file_in(form, "document") == ("账单%222026%0A.pdf", "application/pdf", LARGE)
    assert int(received.headers["content-length"]) == len(received.body)
    await form.close()


async def test_an_open_file_is_sent_from_its_beginning_twice_and_stays_open(
    server: PlainServer, start: Start, tmp_path: Path
) -> None:
    transport = await start()
    (tmp_path / "plan.csv").write_bytes(LARGE[:200_000])

    with (tmp_path / "plan.csv").open("rb") as file:
        document = data(document=InputFile(file, attach=True, read_file_handle=False))
        for _ in range(2):
            await transport.do_request(address(server), "POST", document)
        assert not file.closed

    for received in server.received:
        form = await form_of(received)
        name = str(form["document"]).removeprefix("attach://")
        assert (await file_in(form, name))[2] == LARGE[:200_000]
        await form.close()


async def test_a_stream_of_unknown_length_arrives(server: PlainServer, start: Start) -> None:
    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

        def seek(self, offset: int, whence: int = 0) -> int:
            raise io.UnsupportedOperation

        def tell(self) -> int:
            raise io.UnsupportedOperation

        def fileno(self) -> int:
            raise io.UnsupportedOperation

    transport = await start()
    document = InputFile(Pipe(LARGE[:200_000]), filename="a.bin", read_file_handle=False)

    await transport.do_request(address(server), "POST", data(document=document))

    form = await form_of(server.received[0])
    assert (await file_in(form, "document"))[2] == LARGE[:200_000]
    await form.close()


async def test_a_file_that_grew_spoils_its_connection(server: PlainServer) -> None:
    class Growing(io.BytesIO):
        def seek(self, offset: int, whence: int = 0) -> int:
            return super().seek(offset, whence) - (whence == io.SEEK_END)

    document = InputFile(Growing(LARGE[:200_000]), filename="a.bin", read_file_handle=False)
    async with Http11Request() as transport:
        await refused_with(NetworkError, transport, address(server), data(document=document))
        await transport.do_request(address(server), "POST")

    assert server.connections == 2


async def test_requests_one_after_the_other_share_a_connection(server: PlainServer, start: Start) -> None:
    transport = await start()

    for _ in range(3):
        await transport.do_request(address(server), "POST", data(text="好"))

    assert (len(server.received), server.connections) == (3, 1)


# What comes back


@pytest.mark.parametrize(
    "status", ["302 Found", "400 Bad Request", "429 Too Many Requests", "504 Gateway Timeout"]
)
async def test_any_status_comes_back_with_its_body(server: PlainServer, start: Start, status: str) -> None:
    async def answer(exchange: Exchange) -> None:
        await exchange.receive()
        await exchange.answer(b'{"ok":false}', status, f"Location: {server.url}/elsewhere")

    transport = await start()
    server.answering = answer

    assert await transport.do_request(address(server), "POST") == (int(status[:3]), b'{"ok":false}')


async def test_a_file_is_fetched_whole(server: PlainServer, start: Start) -> None:
    async def answer(exchange: Exchange) -> None:
        await exchange.receive()
        await exchange.answer(LARGE)

    transport = await start()
    server.answering = answer

    assert await transport.retrieve(f"{server.url}/file/bot{TOKEN}/photos/1.jpg") == LARGE


async def test_a_bot_speaks_over_it(server: PlainServer, start: Start) -> None:
    async def answer(exchange: Exchange) -> None:
        await exchange.receive()
        await exchange.answer(
            b'{"ok":false,"error_code":400,"description":"Bad Request: no"}', "400 Bad Request"
        )

    transport = await start()
    bot = Bot(TOKEN, base_url=f"{server.url}/bot", request=transport)
    assert await bot.send_chat_action(7, "typing") is True

    server.answering = answer
    with pytest.raises(BadRequest, match="No"):
        await bot.send_chat_action(7, "typing")


# Time runs out


async def test_an_answer_that_does_not_begin_times_out(server: PlainServer, start: Start) -> None:
    transport = await start(read_timeout=SHORT_S)
    server.answering = server.hold

    assert await refused_with(TimedOut, transport, address(server)) == "Timed out"
    assert transport.read_timeout == SHORT_S


async def test_an_answer_that_stops_half_way_times_out(server: PlainServer, start: Start) -> None:
    async def answer(exchange: Exchange) -> None:
        await exchange.send(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{")
        await server.hold(exchange)

    transport = await start(read_timeout=SHORT_S)
    server.answering = answer

    await refused_with(TimedOut, transport, address(server))


@pytest.mark.parametrize("longer", [PATIENCE_S, None])
async def test_a_long_poll_waits_longer_than_the_usual_timeout(
    server: PlainServer, start: Start, longer: float | None
) -> None:
    async def answer(exchange: Exchange) -> None:
        await asyncio.sleep(SHORT_S * 3)
        await server.accept(exchange)

    transport = await start(read_timeout=SHORT_S)
    server.answering = answer

    status, _ = await transport.do_request(address(server, "getUpdates"), "POST", read_timeout=longer)

    assert status == 200


@pytest.mark.parametrize("options", [{"connect_timeout": SHORT_S}, {}])
async def test_tls_that_is_not_agreed_on_times_out_as_connecting_does(
    server: PlainServer, start: Start, options: dict[str, float]
) -> None:
    transport = await start(**options)
    given = {} if options else {"connect_timeout": SHORT_S}
    async with silence() as port:
        await refused_with(TimedOut, transport, f"https://127.0.0.1:{port}/bot{TOKEN}/getMe", **given)


@pytest.mark.parametrize("parameters", [{"document": InputFile(LARGE)}, {"text": LARGE.decode("latin-1")}])
async def test_a_request_that_is_not_taken_times_out(
    server: PlainServer, start: Start, parameters: dict[str, object]
) -> None:
    transport = await start(media_write_timeout=SHORT_S, write_timeout=SHORT_S)
    server.answering = server.hold

    await refused_with(TimedOut, transport, address(server), data(**parameters))


async def test_files_have_a_timeout_of_their_own(server: PlainServer, start: Start) -> None:
    async def answer(exchange: Exchange) -> None:
        await asyncio.sleep(SHORT_S * 3)
        await server.accept(exchange)

    transport = await start(write_timeout=SHORT_S)
    server.answering = answer

    await transport.do_request(address(server), "POST", data(document=InputFile(LARGE)))

    assert len(server.received) == 1


@pytest.mark.parametrize("options", [{"pool_timeout": SHORT_S}, {}])
async def test_a_request_that_finds_no_free_connection_times_out_and_says_so(
    server: PlainServer, start: Start, options: dict[str, float]
) -> None:
    transport = await start(connection_pool_size=1, **options)
    server.answering = server.hold
    first = asyncio.create_task(transport.do_request(address(server), "POST"))
    await server.arrived.wait()

    given = {} if options else {"pool_timeout": SHORT_S}
    message = await refused_with(TimedOut, transport, address(server), **given)

    assert message.startswith("Pool timeout")
    server.released.set()
    assert (await first)[0] == 200
    assert (await transport.do_request(address(server), "POST"))[0] == 200
    assert len(server.received) == 2


# The network fails


async def test_a_refused_connection_is_a_network_error(start: Start) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closing:
        port = closing.getsockname()[1]
    transport = await start()

    await refused_with(NetworkError, transport, f"http://127.0.0.1:{port}/bot{TOKEN}/getMe")


@pytest.mark.parametrize(
    "beginning", [b"", b"HTTP/1.1 200 OK\r\nContent-Le", b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"]
)
async def test_a_connection_closed_before_the_answer_is_whole_is_a_network_error(
    server: PlainServer, start: Start, beginning: bytes
) -> None:
    async def answer(exchange: Exchange) -> None:
        await exchange.receive()
        await exchange.send(beginning)
        exchange.close()

    transport = await start()
    server.answering = answer

    await refused_with(NetworkError, transport, address(server), data(text="好"))
    assert server.connections == 1, "a message that may have arrived was sent again"


async def test_a_connection_closed_during_an_upload_is_a_network_error(
    server: PlainServer, start: Start
) -> None:
    async def answer(exchange: Exchange) -> None:
        exchange.close()

    transport = await start()
    server.answering = answer

    await refused_with(NetworkError, transport, address(server), data(document=InputFile(LARGE)))


async def test_an_answer_that_is_not_http_is_a_network_error(server: PlainServer, start: Start) -> None:
    async def answer(exchange: Exchange) -> None:
        await exchange.send(b"SSH-2.0-OpenSSH_9.2\r\n\r\n")
        exchange.close()

    transport = await start()
    server.answering = answer

    await refused_with(NetworkError, transport, address(server))


async def test_an_address_of_another_scheme_is_a_network_error(start: Start) -> None:
    await refused_with(NetworkError, await start(), f"gopher://127.0.0.1/bot{TOKEN}/getMe")


async def test_a_certificate_nobody_vouches_for_is_refused(start: Start, certificates: Certificates) -> None:
    transport = await start()

    async with plain_server(certificates.server_context()) as server:
        await refused_with(NetworkError, transport, address(server))

    assert server.received == []


ASKS = """
import asyncio, sys
from bot.sending.transport import Http11Request, trusted_authorities
async def ask():
    async with Http11Request() as transport:
        print((await transport.do_request(sys.argv[1], "POST"))[0])
asyncio.run(ask())
"""


async def test_an_authority_named_in_the_environment_is_believed(certificates: Certificates) -> None:
    async with plain_server(certificates.server_context()) as server:
        asking = await asyncio.create_subprocess_exec(
            sys.executable, "-c", ASKS, address(server), cwd=ROOT, stdout=asyncio.subprocess.PIPE,
            env={**os.environ, "SSL_CERT_FILE": str(certificates.certificate)},
        )  # fmt: skip
        told, _ = await asking.communicate()

    assert told == b"200\n"


@pytest.mark.parametrize("folder", ["missing", "empty", "with the machine's own certificate"])
def test_where_the_system_has_no_bundle_those_of_certifi_are_believed_too(
    folder: str, tmp_path: Path, certificates: Certificates, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "certs"
    if folder != "missing":
        place.mkdir()
    if folder.startswith("with"):
        shutil.copy(certificates.certificate, place)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "nothing"))
    monkeypatch.setenv("SSL_CERT_DIR", str(place))
    monkeypatch.setattr(certifi, "where", lambda: THE_WORLDS)
    assert trusted_authorities().cert_store_stats()["x509_ca"] > 50


def test_where_the_system_has_a_bundle_nobody_else_is_believed(
    tmp_path: Path, certificates: Certificates, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificates.certificate))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path / "nothing"))
    assert trusted_authorities().cert_store_stats()["x509_ca"] == 1


async def test_a_context_made_elsewhere_is_asked_for_once_and_decides_whom_to_trust(
    certificates: Certificates,
) -> None:
    made = list[ssl.SSLContext]()

    def trusted() -> ssl.SSLContext:
        made.append(ssl.create_default_context(cafile=certificates.certificate))
        return made[-1]

    transport = Http11Request(trusted=trusted)
    async with transport, plain_server() as plain, plain_server(certificates.server_context()) as server:
        await transport.do_request(address(plain), "POST", data(text="好"))
        assert made == []  # nothing is read before it is needed
        first = transport.do_request(address(server), "POST", data(text="好"))
        await asyncio.gather(first, transport.do_request(address(server), "POST", data(text="好")))

    assert len(server.received) == 2
    assert len(made) == 1


async def test_a_request_given_up_frees_its_connection(server: PlainServer, start: Start) -> None:
    transport = await start(connection_pool_size=1)
    server.answering = server.hold
    given_up = asyncio.create_task(transport.do_request(address(server), "POST"))
    await server.arrived.wait()

    given_up.cancel()
    with pytest.raises(asyncio.CancelledError):
        await given_up

    server.answering = server.accept
    assert (await transport.do_request(address(server), "POST"))[0] == 200


async def test_the_connection_of_a_request_given_up_is_closed(server: PlainServer, start: Start) -> None:
    closed = asyncio.Event()

    async def watch(exchange: Exchange) -> None:
        server.arrived.set()
        await exchange.until_closed()
        closed.set()

    transport = await start()
    server.answering = watch
    given_up = asyncio.create_task(transport.do_request(address(server), "POST"))
    await server.arrived.wait()

    given_up.cancel()
    with pytest.raises(asyncio.CancelledError):
        await given_up

    await asyncio.wait_for(closed.wait(), PATIENCE_S)


async def test_a_host_without_an_address_is_a_network_error(start: Start) -> None:
    transport = await start()

    for host in (UNKNOWN_HOST, "a" * 64 + ".invalid"):
        await refused_with(NetworkError, transport, f"http://{host}/bot{TOKEN}/getMe")


# Proxies


async def test_requests_go_through_the_proxy(server: PlainServer, start: Start) -> None:
    transport = await start(proxy=server.url.replace("//", "//user:p%40ss@"))

    await transport.do_request(f"http://telegram.invalid/bot{TOKEN}/getMe", "POST", data(text="好"))

    [received] = server.received
    assert received.target == f"http://telegram.invalid/bot{TOKEN}/getMe"
    assert received.headers["proxy-authorization"] == "Basic dXNlcjpwQHNz"


@pytest.mark.parametrize("variable", ["HTTP_PROXY", "ALL_PROXY"])
async def test_without_one_the_environment_names_the_proxy(
    server: PlainServer, start: Start, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    monkeypatch.setenv(variable.lower(), server.url.removeprefix("http://"))
    transport = await start()

    await transport.do_request(f"http://telegram.invalid/bot{TOKEN}/getMe", "POST")

    assert len(server.received) == 1


async def test_hosts_the_environment_excepts_are_reached_directly(
    server: PlainServer, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://nobody.invalid:1")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    transport = await start()

    await transport.do_request(address(server), "POST")

    assert server.received[0].target == f"/bot{TOKEN}/getMe"


async def test_a_proxy_that_refuses_tls_is_a_network_error_without_its_password(
    server: PlainServer, start: Start
) -> None:
    async def answer(exchange: Exchange) -> None:
        await exchange.answer(b"", "407 Proxy Authentication Required")

    transport = await start(proxy=server.url.replace("//", "//user:geheim@"))
    server.answering = answer

    message = await refused_with(NetworkError, transport, f"https://telegram.invalid/bot{TOKEN}/getMe")
    assert "geheim" not in message


@pytest.mark.parametrize(
    ("proxy", "why"),
    [
        ("socks5://user:geheim@127.0.0.1:1080", "socks5://"),
        ("http://user:geheim/x@127.0.0.1:1080", "port"),
        ("http://user:geheim@[127.0.0.1:1080", "not an address"),
    ],
)
def test_a_proxy_that_is_none_is_refused_at_once_without_its_password(proxy: str, why: str) -> None:
    with pytest.raises(ValueError, match=why) as caught:
        Http11Request(proxy=proxy)

    assert "geheim" not in "".join(traceback.format_exception(caught.value)).split("ValueError", 1)[1]


# Beginning and end


async def test_shutdown_twice_is_one_and_initialize_begins_anew(
    server: PlainServer, build: Callable[..., BaseRequest]
) -> None:
    transport = build()
    for _ in range(2):
        await transport.initialize()
        await transport.initialize()
        assert (await transport.do_request(address(server), "POST"))[0] == 200
        await transport.shutdown()
        await transport.shutdown()

    assert (len(server.received), server.connections) == (2, 2)


async def test_after_shutdown_a_request_is_a_mistake(build: Callable[..., BaseRequest]) -> None:
    transport = build()
    await transport.initialize()
    await transport.shutdown()

    with pytest.raises(RuntimeError, match="is not initialized!"):
        await transport.do_request(f"http://127.0.0.1:1/bot{TOKEN}/getMe", "POST")


async def test_shutdown_ends_what_is_in_flight(
    server: PlainServer, build: Callable[..., BaseRequest]
) -> None:
    transport = build()
    await transport.initialize()
    server.answering = server.hold
    waiting = asyncio.create_task(transport.do_request(address(server), "POST"))
    await server.arrived.wait()

    await transport.shutdown()

    with pytest.raises(NetworkError):
        await waiting


# What surely did nothing: only our transport knows, so that what failed can be sent again without being sent twice


@pytest.fixture
async def ours() -> AsyncIterator[Http11Request]:
    transport = Http11Request(connection_pool_size=1, connect_timeout_s=SHORT_S, pool_timeout_s=SHORT_S)
    async with transport:
        yield transport


async def test_a_refused_connection_is_known_to_have_delivered_nothing(ours: Http11Request) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closing:
        port = closing.getsockname()[1]

    message = await refused_with(NotDelivered, ours, f"http://127.0.0.1:{port}/bot{TOKEN}/sendMessage")
    assert message == f"127.0.0.1:{port}: ConnectionRefusedError: Connection refused"


async def test_an_unknown_host_and_a_refused_certificate_are_known_to_have_delivered_nothing(
    ours: Http11Request, certificates: Certificates
) -> None:
    url = f"https://{UNKNOWN_HOST}/bot{TOKEN}/sendMessage"
    assert (await refused_with(NotDelivered, ours, url)).startswith(f"{UNKNOWN_HOST}: gaierror: ")
    async with plain_server(certificates.server_context()) as server:
        message = await refused_with(NotDelivered, ours, address(server, "sendMessage"))
    assert message == f"127.0.0.1:{server.port}: SSLCertVerificationError: self-signed certificate"


async def test_a_timeout_before_anything_was_sent_is_known_to_have_delivered_nothing(
    server: PlainServer, ours: Http11Request
) -> None:
    async with silence() as port:
        with pytest.raises(NotDelivered) as connecting:
            await ours.do_request(f"https://127.0.0.1:{port}/bot{TOKEN}/sendMessage", "POST")
    server.answering = server.hold
    first = asyncio.create_task(ours.do_request(address(server), "POST"))
    await server.arrived.wait()
    with pytest.raises(NotDelivered) as waiting:
        await ours.do_request(address(server), "POST")
    server.released.set()
    await first

    assert isinstance(connecting.value, TimedOut)
    assert isinstance(waiting.value, TimedOut)


@pytest.mark.parametrize(
    "status", ["500 Internal Server Error", "502 Bad Gateway", "503 Service Unavailable"]
)
async def test_a_server_that_says_it_failed_is_known_to_have_delivered_nothing(
    server: PlainServer, ours: Http11Request, status: str
) -> None:
    server.answering = answering(
        status, b'{"ok":false,"error_code":500,"description":"Internal Server Error"}'
    )

    with pytest.raises(NotDelivered, match=rf"\({status[:3]}\)"):
        await Bot(TOKEN, base_url=f"{server.url}/bot", request=ours).send_message(7, "x")


async def test_a_server_that_failed_and_says_when_to_come_again_is_listened_to(
    server: PlainServer, ours: Http11Request, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")  # as `bot.app` does
    body = b'{"ok":false,"error_code":500,"description":"restart","parameters":{"retry_after":5}}'
    server.answering = answering("500 Internal Server Error", body)

    with pytest.raises(RetryAfter):
        await Bot(TOKEN, base_url=f"{server.url}/bot", request=ours).send_message(7, "x")


@pytest.mark.parametrize("closes", [False, True])
async def test_a_refusal_that_comes_before_all_of_a_file_is_sent_is_heard(
    server: PlainServer, ours: Http11Request, closes: bool
) -> None:
    async def refuse(exchange: Exchange) -> None:
        await exchange.answer(b"no", "413 Payload Too Large")
        if closes:
            exchange.close()
        else:  # and takes no more
            await server.released.wait()

    server.answering = refuse
    large = data(document=InputFile(LARGE))
    assert await ours.do_request(address(server), "POST", large) == (413, b"no")
    server.answering = server.accept
    assert (await ours.do_request(address(server), "POST"))[0] == 200
    assert server.connections == 2


async def test_what_is_said_in_passing_stops_no_file(server: PlainServer, ours: Http11Request) -> None:
    async def go_on(exchange: Exchange) -> None:
        await exchange.send(b"HTTP/1.1 100 Continue\r\n\r\n")
        await server.accept(exchange)

    server.answering = go_on
    for _ in range(2):
        await ours.do_request(address(server), "POST", data(document=InputFile(LARGE)))
    form = await form_of(server.received[-1])
    assert (await file_in(form, "document"))[2] == LARGE
    await form.close()
    assert server.connections == 1


@pytest.mark.parametrize("answer", ["cut", "504 Gateway Timeout"])
async def test_nobody_knows_what_became_of_a_request_without_a_clear_answer(
    server: PlainServer, ours: Http11Request, answer: str
) -> None:
    async def cut(exchange: Exchange) -> None:
        await exchange.receive()
        exchange.close()

    server.answering = cut if answer == "cut" else answering(answer, b"")

    with pytest.raises(NetworkError) as caught:
        await Bot(TOKEN, base_url=f"{server.url}/bot", request=ours).send_message(7, "x")
    assert may_have_been_done(caught.value)


def answering(status: str, body: bytes) -> Callable[[Exchange], Awaitable[None]]:
    async def answer(exchange: Exchange) -> None:
        await exchange.receive()
        await exchange.answer(body, status)

    return answer
