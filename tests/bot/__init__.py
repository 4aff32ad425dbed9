"""Mirrors `bot/`."""
