"""How long records of a loan are kept. Source: 消费金融公司管理办法 (2024): five years after the end of the contract."""

from __future__ import annotations

from datetime import date, timedelta

# A gateway repeats its word for about a day (Alipay: 25 hours): money of what was called off is heard of within.
MAY_STILL_COME = timedelta(days=2)


def kept_until(settled_on: date, years: int) -> date:
    """Return the last day on which the records have to be there; a 29 February becomes the 28th."""
    try:
        return settled_on.replace(year=settled_on.year + years)
    except ValueError:
        return settled_on.replace(year=settled_on.year + years, day=28)
