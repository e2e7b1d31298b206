"""The fonts of the pages: the package's own, and what they cover."""

from base64 import b64decode
from pathlib import Path
from random import Random

from checker.problems import CheckerError
from checker.reports.printing.fonts import _files, drawable, font_faces, refuse_font


def test_the_fonts_are_the_packages_whole_and_travel_beside_the_style_sheet_that_names_them():
    faces = font_faces()
    assert faces.sheet.count("@font-face") == 2
    assert all(f'src: url("{address}")' in faces.sheet for address in faces.files)
    assert [b64decode(font) for font in faces.files.values()] == [path.read_bytes() for path in _files().values()]
    assert 'font-family: "Source Sans Pro"' in faces.sheet


def test_they_cover_european_languages_and_every_sign_the_report_uses():
    text = "Zażółć gęślą jaźń Ñandú œuvre Größe Őrült Šešias ķīļis Съешь ещё этих булок ≥ ≤ – — … “ ” · − \u00a0"
    assert drawable(text) == frozenset(text)


def test_what_no_font_covers_is_told(monkeypatch):
    monkeypatch.setattr("checker.reports.printing.fonts._drawn_by_the_machine", lambda asked: asked & {"北"})
    assert drawable("a北京\U00012000") == frozenset("a北")


def test_the_machine_is_asked_only_for_what_the_own_fonts_lack(monkeypatch):
    asked = []

    def machine(characters):
        asked.append(characters)
        return frozenset()

    monkeypatch.setattr("checker.reports.printing.fonts._drawn_by_the_machine", machine)
    drawable("ab\U00012000")
    assert asked == [frozenset("\U00012000")]


def test_a_machine_without_fontconfig_draws_nothing_more(monkeypatch):
    monkeypatch.setattr("ctypes.util.find_library", lambda _: None)
    assert drawable("a\U00012000") == frozenset("a")


def test_no_machine_draws_what_is_no_character():
    assert not drawable("\ufdd0\U0010ffff")


def test_a_font_that_is_damaged_is_refused_whatever_its_tables_raise(tmp_path: Path) -> None:
    whole, random = next(iter(_files().values())).read_bytes(), Random(7)
    fonts = tmp_path / "fonts"
    fonts.mkdir()
    for number in range(40):
        damaged = bytearray(whole)
        for place in (random.randrange(300) for _ in range(20)):
            damaged[place] = random.randrange(256)
        (fonts / f"{number}.ttf").write_bytes(damaged)
    said = [*map(refusal, fonts.iterdir())]
    assert sum(each is not None for each in said) > 10
    assert all("cannot be used: it is no font" in each for each in said if each)
    assert refusal(Path(__file__)) is not None


def refusal(path: Path) -> str | None:
    """What is said of a font that cannot be used; it raises nothing else."""
    try:
        refuse_font(path)
    except CheckerError as error:
        return str(error)
    return None
