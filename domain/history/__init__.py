"""The past and the dates to come: how each instalment was paid (还款记录), and the due dates as a calendar.

Only reads; when and how something was paid is told from the instalments and the ledger.
"""
