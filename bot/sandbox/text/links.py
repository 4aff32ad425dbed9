"""Which addresses a message may carry."""

from __future__ import annotations

from urllib.parse import urlsplit

# A bot under test points at pages on this machine, which Telegram itself refuses.
_LOCAL_HOSTS = frozenset({"127.0.0.1", "localhost"})


def link_address(address: str) -> str | None:
    """Return the address of a link, completed as Telegram completes it; None where Telegram drops the link."""
    address = address.strip()
    if not address or any(sign.isspace() for sign in address):
        return None
    if "://" not in address and not address.startswith(("mailto:", "tel:")):
        address = f"http://{address}"
    parts = urlsplit(address)
    if parts.scheme in ("mailto", "tel"):
        return address
    if parts.scheme not in ("http", "https", "tg", "ton") or not parts.netloc:
        return None
    return address if parts.scheme in ("tg", "ton") or _is_host(parts.hostname) else None


def is_button_url(address: str) -> bool:
    """Return whether a keyboard button may open it: HTTP(S), tg:// or a page on this machine."""
    return link_address(address) is not None and address.startswith(("http://", "https://", "tg://"))


def is_web_app_url(address: str) -> bool:
    """HTTPS only, as Telegram; HTTP where the page is on this machine."""
    parts = urlsplit(address)
    return (parts.scheme == "https" and _is_host(parts.hostname)) or (
        parts.scheme == "http" and parts.hostname in _LOCAL_HOSTS
    )


def _is_host(host: str | None) -> bool:
    return host is not None and (host in _LOCAL_HOSTS or "." in host.strip("."))
