"""Changing the phone number of a verified person (换手机号): the new one is in their hand, and the person is who they were.

Knows the identity and the case; no screen, no way of sending.
"""
