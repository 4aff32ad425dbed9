"""What customers ask of the staff (找客服) and what the staff decides: a word, a dispute, another day, paid elsewhere.

Stands above the other features, for a decision moves loans and payments; the record of it is kept in `domain/cases`.
"""
