"""On the way to the lender's own page and back: screens only. The conversation that shows them is the checkout's."""
