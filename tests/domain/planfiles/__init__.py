"""Files of repayment plans: what is read of them, and what is not."""
