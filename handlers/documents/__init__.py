"""Files with a code to confirm them by (回单、结清证明、对账单). What is written in them is made in `bot/documents`."""
