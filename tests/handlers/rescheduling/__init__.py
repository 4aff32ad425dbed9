"""Screens of new due dates."""
