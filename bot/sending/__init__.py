"""Requests on their way out to the Bot API.

Lives here: how fast they may leave (`pacing`), and how they travel: `transport` keeps the contract with PTB,
`transport_body` gives them their form, `http_client` a connection, `http_connection` is one, `http_answer` reads what
comes back. May not live here: what is sent, to whom, and whether it is sent again (handlers/ui/sending.py,
domain/notices).
"""
