"""Look-ups in the staff chat (查询): who a number belongs to, and how that customer stands; in Simplified Chinese.

The words for what the shop's people are shown stand in `labels`, from where the console takes them, too.
"""
