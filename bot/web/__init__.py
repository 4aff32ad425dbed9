"""What a running assistant hears over HTTP: one ASGI app with Telegram's webhook, what gateways, the identity service and
lenders say by themselves, the form for one's identity, health and metrics.

Lives here: the routes (`app`, `handoff`, `identity_form`), the `webhook_handlers` between them and an assistant that comes
and goes, and `webhooks`, which hands what is said to the services. May not live here: a rule, a query. Loaded only where
WEB_PORT, or the sandbox, asks for it.
"""
