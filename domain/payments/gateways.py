"""The gateways that are configured, by name."""

from __future__ import annotations

from collections.abc import Sequence

from domain.payments.errors import NoPaymentMethod
from domain.payments.ports import PaymentGateway


class GatewayRegistry:
    """In the order in which they are offered. A payment keeps the name of its own, also where that is offered no more."""

    def __init__(self, *gateways: PaymentGateway) -> None:
        self._by_name = {gateway.name: gateway for gateway in gateways}

    def find(self, name: str) -> PaymentGateway | None:
        return self._by_name.get(name)

    def for_amount(self, amount_fen: int) -> Sequence[str]:
        """Return the names of those that take so much at a time."""
        return [name for name, gateway in self._by_name.items() if amount_fen in gateway.amounts]

    def chosen(self, name: str | None, amount_fen: int) -> PaymentGateway:
        """Return the named gateway, or the first that takes the amount. Raises `NoPaymentMethod` where it cannot be paid
        so.
        """
        names = self.for_amount(amount_fen)
        if not names or (name is not None and name not in names):
            raise NoPaymentMethod(amount=amount_fen)
        return self._by_name[name or names[0]]
