"""Tests of what customers track themselves."""
