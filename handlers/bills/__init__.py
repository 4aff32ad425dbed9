"""Bills as they are due (账单): the list, one of them, and days of grace. How they are paid is `repayment`'s."""
