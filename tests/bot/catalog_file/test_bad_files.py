"""A file that is no catalog at all, pictures that are none, and texts that mean harm: refused, never a crash."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import pytest

from bot.catalog_file import CatalogFileError, read_catalog
from domain.text import LocalText
from tests.bot.catalog_file.small import SMALL, changed, only_problem, problems, read
from tests.support.pictures import a_jpeg, a_picture

PNG = a_picture(640, 480)


def _header_of(width: int, height: int) -> bytes:
    """The beginning of a PNG that claims this size, whatever follows."""
    header = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return PNG[:8] + struct.pack(">I", 13) + header + struct.pack(">I", zlib.crc32(header))


class TestPictures:
    def picture(self, folder: Path, name: str) -> str:
        return only_problem(folder, changed("price = 59", f"price = 59\npicture = '{name}'")).message

    def test_a_missing_picture_is_refused_at_its_key(self, tmp_path: Path) -> None:
        problem = only_problem(tmp_path, changed("price = 59", 'price = 59\npicture = "no.png"'))
        assert problem.place == 'line 18, products[2] "case", picture'
        assert "no picture no.png" in problem.message

    def test_a_file_that_is_no_picture_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / "a.png").write_bytes(b"GIF89a..........")
        assert "not a PNG or JPEG" in self.picture(tmp_path, "a.png")

    def test_a_directory_is_no_picture(self, tmp_path: Path) -> None:
        (tmp_path / "a.png").mkdir()
        assert "no picture" in self.picture(tmp_path, "a.png")

    def test_a_picture_above_5_mb_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / "a.png").write_bytes(PNG + bytes(5 * 1024 * 1024))
        assert "larger than 5 MB" in self.picture(tmp_path, "a.png")

    @pytest.mark.parametrize(
        ("width", "height", "said"),
        [
            (199, 300, "199 by 300 pixels; each side must be 200 to 5000"),
            (5001, 2000, "each side must be 200 to 5000"),
            (1200, 399, "at most 3 times"),
            (399, 1200, "at most 3 times"),
            (11_000, 11_000, "too many pixels"),
            (40_000, 40_000, "too many pixels"),
        ],
    )
    def test_a_picture_no_phone_shows_well_is_refused_by_its_header(
        self, tmp_path: Path, width: int, height: int, said: str
    ) -> None:
        (tmp_path / "a.png").write_bytes(_header_of(width, height) + PNG[33:])
        assert said in self.picture(tmp_path, "a.png")

    @pytest.mark.parametrize("content", [a_picture(200, 600), a_picture(600, 200), a_jpeg(300, 200)])
    def test_one_at_the_edge_of_what_is_taken_is_taken(self, tmp_path: Path, content: bytes) -> None:
        (tmp_path / "a.png").write_bytes(content)
        assert read(tmp_path, changed("price = 59", 'price = 59\npicture = "a.png"')).products[1].picture

    def test_a_picture_whose_header_is_cut_off_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / "a.png").write_bytes(PNG[:20])
        assert "cannot be read" in self.picture(tmp_path, "a.png")

    def test_a_picture_outside_the_folder_is_refused_even_through_a_link(self, tmp_path: Path) -> None:
        shop = tmp_path / "shop"
        shop.mkdir()
        (tmp_path / "a.png").write_bytes(PNG)
        (shop / "link.png").symlink_to(tmp_path / "a.png")
        assert "folder or below" in self.picture(shop, "../a.png")
        assert "folder or below" in self.picture(shop, "link.png")
        assert "as seen from" in self.picture(shop, str(tmp_path / "a.png"))

    @pytest.mark.parametrize("name", ["a" * 201, "x/" * 90 + "y", "%00", "a\u0020\u0020b.png"])
    def test_a_strange_path_is_refused_without_a_crash(self, tmp_path: Path, name: str) -> None:
        assert self.picture(tmp_path, name)


class TestTheFileItself:
    def test_a_missing_file_is_said_to_be_missing(self, tmp_path: Path) -> None:
        with pytest.raises(CatalogFileError) as caught:
            read_catalog(tmp_path / "none.toml")
        assert [p.message for p in caught.value.problems] == ["There is no file at this path."]

    def test_a_directory_is_not_a_file(self, tmp_path: Path) -> None:
        with pytest.raises(CatalogFileError, match="This is a directory"):
            read_catalog(tmp_path)

    def test_a_file_above_5_mb_is_refused_unread(self, tmp_path: Path) -> None:
        assert "larger than 5 MB" in only_problem(tmp_path, SMALL + "#" * 5 * 1024 * 1024).message

    def test_another_encoding_is_named_with_its_line(self, tmp_path: Path) -> None:
        problem = only_problem(tmp_path, SMALL.encode("gb18030"))
        assert (problem.line, problem.message) == (
            3,
            "The file is not UTF-8 text; save it in the encoding UTF-8.",
        )

    @pytest.mark.parametrize(
        ("old", "new", "line", "said"),
        [
            ('name = "手机壳"', "name = 手机壳", 16, "quotation marks"),
            ('name = "手机壳"', "name = “手机壳”", 16, "straight quotation marks"),
            ('name = "手机壳"', 'name = "手机壳', 16, "closing quotation mark"),
            ("stock = 0", "stock 0", 18, "A key, then ="),
            ("stock = 0", "stock = 0\nstock = 1", 19, "stands twice"),
            ("stock = 0", "stock = 0 price = 1", 18, "one key and value stand on a line"),
            ("stock = 0", "stock = ", 18, "not valid TOML"),
        ],
    )
    def test_a_line_that_is_no_toml_is_named(
        self, tmp_path: Path, old: str, new: str, line: int, said: str
    ) -> None:
        problem = only_problem(tmp_path, changed(old, new))
        assert problem.place == f"line {line}"
        assert said in problem.message

    def test_deep_nesting_is_refused_without_a_crash(self, tmp_path: Path) -> None:
        assert "nested too deeply" in only_problem(tmp_path, "a = " + "[" * 100_000).message

    def test_a_number_no_parser_takes_is_refused_without_a_crash(self, tmp_path: Path) -> None:
        assert (
            "too many digits" in only_problem(tmp_path, changed("stock = 0", "stock = " + "9" * 5000)).message
        )


class TestHostileTexts:
    @pytest.mark.parametrize(
        "name",
        [
            "<b>手机</b>&amp;",
            "'; DROP TABLE products; --",
            "手机📱👨‍👩‍👧",
            "هاتف",
            "%(amount)s {0} ${x}",
            "𠮷野家",
        ],
    )
    def test_a_strange_but_visible_name_is_taken_as_it_is(self, tmp_path: Path, name: str) -> None:
        assert read(tmp_path, changed("手机壳", name)).products[1].name == LocalText({"zh_CN": name})

    @pytest.mark.parametrize("escape", ["\\u202e", "\\u2066", "\\u200b", "\\u0000", "\\u001b", "\\ufeff"])
    def test_what_is_invisible_or_reverses_writing_is_refused(self, tmp_path: Path, escape: str) -> None:
        problem = only_problem(tmp_path, changed("手机壳", f"手机{escape}壳"))
        assert problem.message.startswith("Character 3 of this text is invisible")

    def test_a_name_of_4000_characters_is_counted_not_repeated(self, tmp_path: Path) -> None:
        problem = only_problem(tmp_path, changed("手机壳", "壳" * 4000))
        assert "4000 characters" in problem.message
        assert len(str(problem)) < 200

    def test_a_value_from_the_file_cannot_command_the_terminal(self, tmp_path: Path) -> None:
        text = changed('kind = "consumer_finance"', '"\\u001b[2J" = 1\nkind = "\\u001b]0;x\\u0007\\u202e"')
        said = "\n".join(str(problem) for problem in problems(tmp_path, text))
        assert "\x1b" not in said
        assert "\u202e" not in said

    @pytest.mark.parametrize(
        "value", ["[]", "{}", "1979-05-27", "07:32:00", "[[[[1]]]]", "nan", "true", '""', "-1", "[{}]"]
    )
    @pytest.mark.parametrize("key", ["id", "name", "price", "category", "description", "picture"])
    def test_any_other_type_under_a_key_is_a_problem_and_no_crash(
        self, tmp_path: Path, key: str, value: str
    ) -> None:
        lines = [line for line in SMALL.splitlines() if not line.startswith(f"{key} =")]
        lines.insert(lines.index("stock = 0"), f"{key} = {value}")
        assert problems(tmp_path, "\n".join(lines))

    @pytest.mark.parametrize("value", ["3", "[1, 2]", '"x"', "[[]]", "{ id = 1 }"])
    @pytest.mark.parametrize("section", ["categories", "products", "institutions", "plans"])
    def test_a_section_that_is_no_list_of_tables_is_a_problem_and_no_crash(
        self, tmp_path: Path, section: str, value: str
    ) -> None:
        assert problems(tmp_path, f"{section} = {value}\n")
