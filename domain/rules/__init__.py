"""The money rules and the identity rules: pure functions of their arguments.

Lives here: schedules, annual rates, penalty, settlement, prepayment, allocation, the checks of typed identity data.
May not live here: anything that reads a clock, a database or a file, knows a table, or words a sentence for a
customer. Only the standard library and the domain's own value types are imported. Amounts are integer fen, rates
Decimal of per cent; each module names the source of its rule, docs/rules/ tells it in prose with the same figures.
"""
