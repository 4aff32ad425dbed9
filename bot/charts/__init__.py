"""Charts as PNG files, in Chinese, for a phone.

Lives here: a sheet of boxes and words for each kind of chart (`countdown`, `bars`), which knows no library of pictures, and
`pixels`, which draws it with Pillow and the font of `bot/documents`, both loaded with the first chart. May not live here: a
figure that is not in `domain.charts.results`.
"""
