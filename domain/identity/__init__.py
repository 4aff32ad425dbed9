"""Who the person is (实名): name, number, phone, photos of the card, the face check, and what a lender asks for of these.

Facts are sealed before they are kept, and no photo is kept. Recognising and masking numbers is `domain/pii`.
"""
