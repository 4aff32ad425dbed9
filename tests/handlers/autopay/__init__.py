"""Tests of the screens of automatic debit."""
