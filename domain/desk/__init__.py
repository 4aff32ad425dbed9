"""The desk of the shop's people: each verb that moves money or changes something, through the very services of the chat.

Lives here: whether somebody may, why, whether it takes two, and the lines of the log. May not live here: what a verb does.
"""
