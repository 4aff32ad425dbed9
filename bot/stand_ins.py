"""What plays a partner, in a demo only: outside one, what nobody real takes the place of stops the start, by the setting."""

from __future__ import annotations

from collections import Counter
from datetime import date

from bot.settings import Gateway, OperatorMode, Settings, SettingsError

# What the sandbox's identity service signs with where no other secret is given (docs/sandbox.md): worth nothing.
VERIFIER_SECRET = "sandbox-identity-service"  # noqa: S105 - known to everybody
# Secrets that stand, or stood, in what anybody can read.
PUBLISHED_SECRETS = frozenset({VERIFIER_SECRET, "sandbox-lender-pages"})
_SECRETS = ("identity_secret", "sms_secret", "handoff_secret", "webhook_secret")


def require_real_partners(settings: Settings) -> None:
    """Refuse, outside a demo, to go without somebody real who verifies and takes money, and secrets that others know.
    Raises `SettingsError`.
    """
    if settings.demo:
        return
    _require_secrets_of_our_own(settings)
    if settings.payment_gateways is not None and Gateway.SANDBOX in settings.gateways:
        raise SettingsError("PAYMENT_GATEWAYS is wrong: sandbox moves no money, and exists in a demo only.")
    if settings.operator_mode is OperatorMode.MERCHANT:
        return  # verifying, signing and paying are the lender's; `require_pages` names what is missing of that
    if settings.payment_gateways is None:
        raise SettingsError(
            f"PAYMENT_GATEWAYS is missing: OPERATOR_MODE={settings.operator_mode} needs a way to pay, and the sandbox's"
            " exists in a demo only."
        )
    if settings.identity_url is None:
        raise SettingsError(
            f"IDENTITY_URL is missing: OPERATOR_MODE={settings.operator_mode} needs somebody who verifies people; only in a"
            " demo is the form of the answers enough."
        )


def _require_secrets_of_our_own(settings: Settings) -> None:
    held = {
        name: secret.get_secret_value()
        for name in _SECRETS
        if (secret := getattr(settings, name)) is not None
    }
    for name, secret in held.items():
        if secret in PUBLISHED_SECRETS:
            raise SettingsError(f"{name.upper()} is wrong: it is the sandbox's, and known to everybody.")
    if twice := [name for name, secret in held.items() if Counter(held.values())[secret] > 1]:
        raise SettingsError(
            f"{twice[1].upper()} is wrong: it is also {twice[0].upper()}, and whoever knows one could speak for the other."
        )


# The sandbox's demo delivers whatever is ordered. Nobody lives where its goods go back to.
_DELIVERS_SINCE = date(2000, 1, 1)
_RETURN_ADDRESS = "示例商家 13800138000 浙江省杭州市西湖区示例路 1 号"


def delivering_demo(settings: Settings) -> Settings:
    """Return the settings as the sandbox and the staff's commands beside it take them: of a demo that says nothing of
    delivery, one that delivers.
    """
    if settings.delivers_since is not None or not settings.demo:
        return settings
    address = settings.return_address or _RETURN_ADDRESS
    return settings.model_copy(update={"delivers_since": _DELIVERS_SINCE, "return_address": address})
