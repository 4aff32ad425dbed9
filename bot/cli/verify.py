"""`python -m bot verify CODE`: what the document with this verification code states, in plain text."""

from __future__ import annotations

from argparse import Namespace

from bot.adapters.keys import key_file_is_new
from bot.cli.parser import (
    DONE,
    FAILED,
    WRONG,
    Commands,
    Say,
    add_command,
    complain,
    say,
    settings_of,
    until_done,
)
from bot.cli.services import verification_service
from bot.settings import Settings
from domain.dates import SHANGHAI
from domain.documents.results import Confirmation, DocumentKind
from domain.errors import NotFound, SealBroken

_TITLES = {
    DocumentKind.RECEIPT: "Repayment receipt",
    DocumentKind.CERTIFICATE: "Settlement certificate",
    DocumentKind.STATEMENT: "Statement",
    DocumentKind.PURCHASE: "Receipt of goods",
}
_AMOUNTS = {
    DocumentKind.RECEIPT: "Repaid",
    DocumentKind.CERTIFICATE: "Borrowed and settled",
    DocumentKind.STATEMENT: "Open at the end",
    DocumentKind.PURCHASE: "Paid at once",
}


def add_parser(commands: Commands) -> None:
    parser = add_command(commands, "verify", run)
    parser.add_argument("code", metavar="CODE", help="in any grouping; quote it where it has spaces")


def run(options: Namespace) -> int:
    return until_done(verify(settings_of(options), options.code, say=say, complain=complain))


async def verify(settings: Settings, code: str, *, say: Say, complain: Say) -> int:
    """Answers the exit code: 1 where no document has this code."""
    if key_file_is_new(settings):
        complain(
            "the keys with which codes were stored are not here, so nothing can be confirmed: set FIELD_KEYS,"
            f" or put the key file into {settings.data_dir}."
        )
        return WRONG
    try:
        async with verification_service(settings) as service:
            found = await service.verify_document(code)
    except NotFound:
        complain("no document has this verification code.")
        return FAILED
    except SealBroken:
        complain("what is kept of this document was moved or altered, so nothing can be confirmed.")
        return FAILED
    for line in _lines(found):
        say(line)
    return DONE


def _lines(found: Confirmation) -> list[str]:
    days = (
        f"{found.first_day}"
        if found.first_day == found.last_day
        else f"{found.first_day} to {found.last_day}"
    )
    fields = [
        ("Issued", f"{found.issue.issued_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S} (Beijing)"),
        ("Borrower", found.name_mask),
        ("Order", found.order_number),
        ("Day" if found.first_day == found.last_day else "Days", days),
        (_AMOUNTS[found.kind], f"{found.amount_fen // 100:,}.{found.amount_fen % 100:02d} yuan"),
    ]
    played = "the payment is" if found.kind is DocumentKind.PURCHASE else "loan and repayments are"
    demo = [f"Issued by a demonstration: {played} simulated."] if found.issue.is_demo else []
    stated = [f"  {label}: {value}" for label, value in fields if value]
    return [f"{_TITLES[found.kind]} {found.issue.number}", *stated, *demo]
