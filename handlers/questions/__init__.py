"""What people ask in their own words: answers from their own data, the frequent questions, and what to say otherwise.

`places` the screens that belong to topics · `faq` the texts · `answers` what they name and what stands under them ·
`handlers` what is done of a reading · `views` the replies.
What a sentence means is `domain/understanding`'s to say.
"""
