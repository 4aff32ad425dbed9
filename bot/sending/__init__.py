"""Requests on their way out to the Bot API.

Lives here: how fast they may leave (`pacing`), and how they travel (`transport` over aiohttp, `transport_body` for their
form). May not live here: what is sent, to whom, and whether it is sent again (handlers/ui/sending.py, domain/notices).
"""
