"""Tests of the screens of what customers track themselves."""
