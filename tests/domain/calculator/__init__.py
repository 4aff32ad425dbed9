"""The calculator in the chat: what sentences are read as, and the figures."""
