"""Whether the shop delivers what it sells, and where goods go back to: what the operator settles once for all orders."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from domain.dates import business_day
from domain.value import Value


class DeliveryTerms(Value):
    """`since`: the first business day whose orders are delivered through here; what was ordered before got there some other
    way. `return_to`: receiver, phone and address of the shop, as it is shown. `return_days`: within so many days after a
    return was asked for the goods are to be on their way back.
    """

    since: date
    return_to: str
    return_days: int

    def covers(self, placed_at: datetime) -> bool:
        """Return whether an order placed at this instant (aware) is delivered through here."""
        return business_day(placed_at) >= self.since

    def send_back_by(self, asked_at: datetime) -> date:
        """Return the last day for sending back what was asked to be returned at this instant."""
        return business_day(asked_at) + timedelta(days=self.return_days)
