"""What people ask people: opening, answering and closing a case, and the hold (暂停提醒) that comes with some of them.

Knows no loan and no payment beyond their ids. What a case does to them is decided in `domain/support`.
"""
