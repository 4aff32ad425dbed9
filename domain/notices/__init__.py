"""Reminders and word of what happened (提醒、通知): what is planned, composed and delivered, and how a customer wants it.

Lives here: planning a day, the cadence and the contents of reminders about bills, delivery for every kind, preferences, the
backup channel. May not live here: the content of another feature's notices, which stands in its `notices` and is handed in
by wiring; the wording, which is `handlers/*/notices`; a kind or a row of the outbox, which features below use as well.
"""
