"""The channels of notices: Telegram, what the operator set up beside it (Apprise), and the one that falls back
from the first to the second. Behind `domain.notices.ports.NoticeChannel` and `BackupChannel`.

May not live here: whether and when somebody is written to (domain/notices), or the wording (handlers/notices).
"""
