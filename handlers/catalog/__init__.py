"""The shop window and the cart (逛逛、购物车). What a product costs in instalments is shown by `plans`."""
