"""What is asked in plain words, beside the answers themselves: figures that answers name, and whether an answer helped.

Nothing here is tied to a customer: ratings are counts.
"""
