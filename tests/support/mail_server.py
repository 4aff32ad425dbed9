"""A mail server that keeps what it is given, spoken to over a real socket."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage


@dataclass
class MailServer:
    """`refuses`: every recipient is unknown here."""

    port: int = 0
    refuses: bool = False
    received: list[tuple[str, EmailMessage]] = field(default_factory=list)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        recipient = ""

        def say(line: str) -> None:
            writer.write(line.encode() + b"\r\n")

        say("220 mail.test ready")
        while line := (await reader.readline()).decode().strip():
            match line.split(" ", 1)[0].split(":", 1)[0].upper():
                case "EHLO" | "HELO":
                    say("250 mail.test")
                case "RCPT":
                    recipient = line.partition("<")[2].rstrip(">").split(">")[0]
                    say("550 nobody of that name" if self.refuses else "250 ok")
                case "DATA":
                    say("354 go on")
                    content = await reader.readuntil(b"\r\n.\r\n")
                    message = message_from_bytes(content[:-5], policy=policy.default)
                    assert isinstance(message, EmailMessage)
                    self.received.append((recipient, message))
                    say("250 taken")
                case "QUIT":
                    say("221 bye")
                    break
                case _:
                    say("250 ok")
        writer.close()

    @property
    def url(self) -> str:
        """An Apprise URL with the place of the address."""
        return f"mailto://localhost:{self.port}?from=bills@example.com&to={{email}}&mode=insecure"

    def words(self, number: int = -1) -> str:
        body = self.received[number][1].get_body(("plain",))
        assert body is not None
        return str(body.get_content())


@asynccontextmanager
async def mail_server() -> AsyncIterator[MailServer]:
    mail = MailServer()
    server = await asyncio.start_server(mail.serve, "127.0.0.1")
    mail.port = server.sockets[0].getsockname()[1]
    try:
        yield mail
    finally:
        server.close()
