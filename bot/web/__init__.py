"""What a running assistant takes over HTTP: one ASGI app with the webhooks of Telegram, gateways, the identity service and
lenders, the forms that customers fill in, the calendars they subscribe to, and health; and on a port of its own, metrics.

Lives here: the routes (`app`, `handoff`, `form_routes`, `calendars`), how long requests are waited for (`patience`), the
`webhook_handlers` between them and an assistant that comes and goes, and `webhooks`, which hands each to its service; what
it is watched by (`health`, `watch_app`, `metrics`, `backlog`).
May not live here: a rule, a query. Loaded only where WEB_PORT, METRICS_PORT or the sandbox asks for it.
"""
