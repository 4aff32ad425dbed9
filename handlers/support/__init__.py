"""Asking a person (找客服), on the customer's side and in the staff chat. The staff reads Simplified Chinese only."""
