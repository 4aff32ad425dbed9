"""What all conversations are made of: replies and how they are sent, questions, refusals, texts in a language.

It knows no feature.
"""
