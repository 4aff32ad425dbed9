"""The one ASGI app of a running assistant: the webhook, health and metrics. No business is done here."""
