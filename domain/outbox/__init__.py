"""The outbox: notices as rows, each once, and what makes up a kind of notice (`NoticeSpec`).

Lives here: the kinds, the columns, what is asked of the database, the frame that a feature fills in its `notices`.
May not live here: anybody's content. A feature puts a row here when something happens and composes the content at the
moment of sending; planning, cadence and delivery are `domain.notices`, which stands above them all.
"""
