"""Where goods are sent to, and how far they are (收货地址、发货、签收). Confirming receipt is `returns`'."""
