"""Buying at once (一次付清): what it comes to, how to pay, the payment that waits, its notices. The order is `orders`'."""
