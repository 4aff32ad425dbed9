"""Personal numbers and addresses: recognise, check and mask ID numbers, bank cards, phones, addresses.

Pure functions over text: no table, no clock, no other feature.
"""
