"""Changing the phone number on file (换手机号)."""
