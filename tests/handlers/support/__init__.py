"""The staff's side of asking a person."""
