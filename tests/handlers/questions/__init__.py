"""Answers to plain questions, and what stands under them."""
