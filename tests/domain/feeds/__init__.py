"""Tests of calendars to subscribe to."""
