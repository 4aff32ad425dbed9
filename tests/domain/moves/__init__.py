"""Tests of moving to another Telegram account."""
