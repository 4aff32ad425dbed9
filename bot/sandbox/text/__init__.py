"""The text a bot sends with `parse_mode`: markup to text and entities, those to safe HTML for people.

Rules and wording of the refusals follow the Bot API's section "Formatting options". No rich messages here.
"""
