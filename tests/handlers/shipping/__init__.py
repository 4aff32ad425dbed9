"""Tests of the screens of where goods are sent to."""
