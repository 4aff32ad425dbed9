"""What the operator configures beside Telegram, through Apprise: e-mail, 企业微信, 钉钉, 飞书, Bark, SMS gateways."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Mapping
from functools import cache
from urllib.parse import quote

from apprise import Apprise
from apprise.common import NotifyFormat

from domain.errors import SealBroken
from domain.notices.results import BackupAddress, OfferedChannel
from domain.pii.addresses import AddressKind
from domain.ports import FieldCipher

logger = logging.getLogger(__name__)
# It names addresses and passwords in what it logs.
logging.getLogger("apprise").setLevel(logging.CRITICAL)
SAMPLES = {AddressKind.EMAIL: "a@example.com", AddressKind.PHONE: "13800000000", AddressKind.KEY: "abcdefgh"}


@cache
def _plugins() -> type[Apprise]:
    """Apprise with its plug-ins loaded, one of which imports what Python 3.13 no longer has."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        Apprise.instantiate("json://localhost")
    return Apprise


class AppriseChannel:
    """Fulfils `domain.notices.ports.BackupChannel`.

    `templates`: by name, an Apprise URL with {email}, {phone} or {key} in it.
    """

    def __init__(self, templates: Mapping[str, str], cipher: FieldCipher) -> None:
        self._templates = dict(templates)
        self._cipher = cipher

    @property
    def offered(self) -> tuple[OfferedChannel, ...]:
        return tuple(OfferedChannel(name, kind_of(url)) for name, url in self._templates.items())

    async def send(self, to: BackupAddress, title: str, body: str) -> bool:
        template = self._templates.get(to.channel)
        if template is None:
            return False
        try:
            address = self._cipher.open(to.sealed, to.place)
        except SealBroken:  # noted where it was met; the notice goes nowhere rather than to somebody else
            return False
        target = _plugins()()
        if not target.add(filled_in(template, address)):
            return False
        try:
            return bool(await target.async_notify(body=body, title=title, body_format=NotifyFormat.TEXT))
        except Exception as error:  # whatever a plug-in raises: it was not delivered for all we know
            logger.warning("a message by %s failed (%s)", to.channel, type(error).__name__)
            return False


def kind_of(template: str) -> AddressKind:
    """Return the kind of address in the template. Raises `ValueError` unless it has exactly one of the placeholders."""
    (kind,) = (kind for kind in AddressKind if f"{{{kind}}}" in template)
    return kind


def filled_in(template: str, address: str) -> str:
    return template.replace(f"{{{kind_of(template)}}}", quote(address, safe="@"))


def is_usable(template: str) -> bool:
    """Return whether Apprise knows what to do with it."""
    try:
        return _plugins().instantiate(filled_in(template, SAMPLES[kind_of(template)])) is not None
    except (ValueError, TypeError):
        return False
