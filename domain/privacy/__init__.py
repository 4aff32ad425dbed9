"""The customer's rights (个人信息保护法): see what is held, take a copy, take consent back, have it deleted.

What each table holds of a person, and what of it has to stay for how long, is listed here (`results.TABLES`).
"""
