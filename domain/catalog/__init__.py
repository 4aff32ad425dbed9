"""The shop: categories, products, stock, pictures and the cart, and bringing in the operator's catalogue.

Prices are prices of goods. What they cost in instalments is asked of `domain/plans`; reading the file is `bot/catalog_file`.
"""
