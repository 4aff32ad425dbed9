"""Shared due dates on the screen."""
