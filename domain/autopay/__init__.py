"""Autopay."""
