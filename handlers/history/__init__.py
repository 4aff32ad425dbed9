"""What was paid and what will be due: the record (还款记录) and the calendar (还款日历), on the screen and as files."""
