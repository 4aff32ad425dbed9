"""怎么算的: the steps that led to an amount, with the customer's own numbers.

Only explains: writes nothing, and every chain of steps ends in the amount that was charged or says that it does not.
"""
