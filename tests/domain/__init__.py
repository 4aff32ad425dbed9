"""Mirrors `domain/`."""
