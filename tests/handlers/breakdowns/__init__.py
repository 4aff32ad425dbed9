"""Breakdowns."""
