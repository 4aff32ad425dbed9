"""Shared due dates: who may see them, what is told, and what ends it."""
