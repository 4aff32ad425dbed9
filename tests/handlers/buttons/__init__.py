"""That every button says on the wire what it always said."""
