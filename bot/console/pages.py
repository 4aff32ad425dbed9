"""Every page of the console, in the order of the menu."""

from __future__ import annotations

from starlette.types import ASGIApp

from bot.console import (
    approval_pages,
    case_pages,
    catalog_pages,
    home_pages,
    log_pages,
    lookup_pages,
    money_pages,
    sign_in_pages,
    today_pages,
)
from bot.console.gate import Gate
from bot.console.services import ConsoleServices

PAGES = (
    *home_pages.PAGES,
    *today_pages.PAGES,
    *lookup_pages.PAGES,
    *case_pages.PAGES,
    *money_pages.PAGES,
    *catalog_pages.PAGES,
    *approval_pages.PAGES,
    *log_pages.PAGES,
    *sign_in_pages.PAGES,
)


def console_app(services: ConsoleServices) -> ASGIApp:
    """Build what answers under /console."""
    return Gate(services, PAGES, sign_in_pages.OPEN_PAGES).app()
