"""The rehearsal `python -m bot rehearse`."""
