"""Tests of changing the phone number on file."""
