"""Notices in words: every view handed together, the reminders about bills, the settings and the record of what was sent.

Lives here: `views` (the one tuple of views), `bill_notices`, 提醒设置, 通知记录, 备用渠道. May not live here: the view of
another feature's notices, which stands in its `notices`; anything that decides whether or when a notice is sent.
"""
