"""Receipt confirmed (确认收货) and goods given back (退货). Money that goes back to the customer is `repayment`'s."""
