"""The calculator in the chat: any loan that is typed, whoever lends it. Figures by the rules of `python -m bot quote`."""
