"""What is true about loans and the people who take them.

Lives here: value types, rules (pure functions), services (verbs: load, apply a rule, commit), the tables'
columns, and the ports through which the outside world is reached. May not live here: Telegram, HTTP, a query,
a text that a person reads, the current time (it comes from the `Clock` port).
"""
