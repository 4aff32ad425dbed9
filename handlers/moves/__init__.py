"""Moving to another Telegram account (换 Telegram 账号), in the new one and in the old one."""
