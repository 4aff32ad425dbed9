"""`python -m tools.understanding.pinyin`: writes the syllables of characters, and the syllables there are, for the features.

The characters of GB 2312 and a few that people in the south type, each with its usual reading, as pypinyin has it. Runs
where that is: .venv-tools. The weights have to be made anew afterwards (`make train`).
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from pypinyin import Style, pinyin

from domain.understanding.features import folded_syllable

FOLDER = Path("domain/understanding")
CANTONESE = "嘅嘢咗佢冇咩啲嚟喺睇俾畀揾乜嗰唔咁噉冚瞓攞掟嗮呗唄嘛啵嘞諗"
# As these are read where money is spoken of.
HERE = {
    "还": "huan", "行": "hang", "期": "qi", "长": "chang", "得": "de", "重": "zhong", "了": "le", "着": "zhe", "地": "de",
    "都": "dou", "降": "jiang", "少": "shao", "没": "mei", "呗": "bei", "花": "hua",
}  # fmt: skip
NO_WORDS = {"m", "n", "ng", "hm", "hng"}  # grunts, which nobody types as a syllable
TYPED = {"lv", "nv", "lve", "nve", "a", "e", "o"}


def main() -> None:
    by_syllable: defaultdict[str, str] = defaultdict(str)
    written: set[str] = set()
    for char in _characters():
        read = HERE.get(char) or pinyin(char, style=Style.NORMAL)[0][0]
        if read.isascii() and read.isalpha():
            by_syllable[folded_syllable(read)] += char
            written.add(read)
    lines = [f"{syllable} {by_syllable[syllable]}\n" for syllable in sorted(by_syllable)]
    (FOLDER / "pinyin.txt").write_text("".join(lines), encoding="utf-8")
    (FOLDER / "syllables.txt").write_text(
        " ".join(sorted((written - NO_WORDS) | TYPED)) + "\n", encoding="utf-8"
    )
    print(f"{sum(map(len, by_syllable.values()))} characters, {len(by_syllable)} syllables")


def _characters() -> list[str]:
    """Return the characters of GB 2312, in its order, then the others."""
    places = (bytes([row, cell]) for row in range(0xB0, 0xF8) for cell in range(0xA1, 0xFF))
    found = [char for place in places if (char := place.decode("gb2312", errors="ignore"))]
    return list(dict.fromkeys(found + list(CANTONESE)))


if __name__ == "__main__":
    main()
