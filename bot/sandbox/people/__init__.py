"""The people side: what somebody with a telephone does (write, press, pay, block) and what they see.

`routes` speaks HTTP; the rest are functions of the backend. Every answer carries `revision`. May not live here: what a
bot is answered (bot_api).
"""
