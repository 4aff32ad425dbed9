"""Tests of where goods are sent to, and of what was sent."""
