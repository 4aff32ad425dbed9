"""Mirrors `handlers/`."""
