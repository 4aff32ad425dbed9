"""Updates on their way in: from Telegram into the durable inbox, from there to the handlers, in each chat's order.

Lives here: the `receiver` (long polling, or what the webhook brings), the `inbox` on the database, the `lock` by which one
process receives, `validation` of what an update is made of, the `processor` that keeps a chat's order, the conversations'
`persistence`, and the `bot` that polls. May not live here: what is answered (handlers), or a socket of our own (bot/web).
"""
