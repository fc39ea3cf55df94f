#!/usr/bin/env python3
"""Makes the fonts of the PDF report, the table of what each of them has, and the list that the program includes.

Run it again only to change the fonts: what it makes is committed. It needs PyPI fonttools and brotli, Debian's
fonts-noto-core (20201225), fonts-droid-fallback and fonts-nanum, and npm's @fontsource/noto-emoji, unpacked:

    python3 build.py /path/to/node_modules/@fontsource/noto-emoji/files

Fonts lose what a printed page does not need (hinting, glyph names) and keep every character and all shaping.
"""

import glob
import io
import os
import re
import struct
import sys

from fontTools import subset
from fontTools.merge import Merger
from fontTools.ttLib import TTFont

HERE = os.path.dirname(os.path.abspath(__file__))
NOTO = "/usr/share/fonts/truetype/noto/"
DROID = "/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf"
NANUM = "/usr/share/fonts/truetype/nanum/NanumGothic.ttf"

# The text's own faces come first, in this order: the program names them by their place.
OWN = ["NotoSans-Regular", "NotoSans-Bold", "NotoSerif-Bold"]

# Signs and symbols, before the scripts: some of their faces have a minus sign or a bullet of their own.
SIGNS = ["NotoSansSymbols-Regular", "NotoSansMath-Regular"]

# Then, for every other script, the first face in this list that has the character.
SCRIPTS = """
Hebrew Arabic Syriac Thaana NKo Adlam HanifiRohingya Mandaic Samaritan
Devanagari Bengali Gurmukhi Gujarati Oriya Tamil Telugu Kannada Malayalam Sinhala
Thai Lao Myanmar Khmer Georgian Armenian Ethiopic Cherokee CanadianAboriginal Mongolian
OlChiki Vai Tifinagh Javanese Balinese Sundanese Cham TaiLe NewTaiLue TaiTham TaiViet Limbu Lepcha MeeteiMayek
Bamum Yi Lisu KayahLi Saurashtra Batak Buginese Chakma Coptic Osage Miao SylotiNagri Wancho Tagalog Rejang
Runic Gothic Glagolitic Mro
""".split()
# Signs of East Asian writing, which some of the faces above have as guests: they belong with the letters.
EAST_ASIAN = [range(0x3000, 0x3100), range(0xFE30, 0xFE50), range(0xFF00, 0xFFF0)]
LAST = ["NotoSerifTibetan-Regular", "NotoMusic-Regular"]
END = ["NotoSansSymbols2-Regular"]


def slim(font, characters=None):
    options = subset.Options()
    options.hinting = False
    options.notdef_outline = True
    options.legacy_kern = False
    options.name_languages = [0x409]
    options.drop_tables += ["STAT", "DSIG", "vhea", "vmtx"]
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=characters if characters is not None else font.getBestCmap().keys())
    subsetter.subset(font)
    return font


def reproducible(font):
    font["head"].created = font["head"].modified = 0
    font.recalcTimestamp = False
    return font


def emoji(folder):
    parts = []
    files = glob.glob(os.path.join(folder, "noto-emoji-[0-9]*-400-normal.woff2"))
    for path in sorted(files, key=lambda path: int(re.search(r"emoji-(\d+)-400", path)[1])):
        font = TTFont(path)
        font.flavor = None
        data = io.BytesIO()
        font.save(data)
        data.seek(0)
        parts.append(data)
    merged = Merger().merge(parts)
    data = io.BytesIO()
    merged.save(data)
    data.seek(0)
    # The parts name the variable font: one static face needs a name of its own.
    font = TTFont(data)
    font["name"].setName("NotoEmoji-Regular", 6, 3, 1, 0x409)
    return font


def hangul():
    """Korean letters, under a name of our own: the font's licence keeps its name for the unchanged font."""
    font = TTFont(NANUM)
    korean = [range(0x1100, 0x1200), range(0x3130, 0x3190), range(0xAC00, 0xD7A4)]
    font = slim(font, {letter for some in korean for letter in some if letter in font.getBestCmap()} | {0x20})
    names = {1: "Carrel Hangul", 2: "Regular", 3: "Carrel Hangul Regular", 4: "Carrel Hangul", 6: "CarrelHangul-Regular"}
    copyright = font["name"].getDebugName(0)
    font["name"].names = []
    for number, text in ({0: copyright} | names).items():
        font["name"].setName(text, number, 3, 1, 0x409)
    return font


def main():
    faces = []
    for name in OWN + SIGNS + [f"NotoSans{script}-Regular" for script in SCRIPTS] + LAST:
        faces.append((name, slim(TTFont(NOTO + name + ".ttf"))))
    faces.append(("NotoEmoji-Regular", slim(emoji(sys.argv[1]))))
    for name in END:
        faces.append((name, slim(TTFont(NOTO + name + ".ttf"))))
    faces.append(("CarrelHangul-Regular", hangul()))
    taken = set()
    for _, font in faces:
        taken |= font.getBestCmap().keys()
    droid = TTFont(DROID)
    letters = set(droid.getBestCmap())
    signs = {sign for some in EAST_ASIAN for sign in some if sign in letters}
    faces.append(("DroidSansFallback", slim(droid, (letters - taken) | signs)))

    for old in glob.glob(os.path.join(HERE, "*.ttf")):
        os.remove(old)
    owner, total = {sign: len(faces) - 1 for sign in signs}, 0
    for place, (name, font) in enumerate(faces):
        path = os.path.join(HERE, name + ".ttf")
        reproducible(font).save(path)
        total += os.path.getsize(path)
        for character in font.getBestCmap():
            # Printed by their names, whatever a font says: controls, private use, the byte order mark.
            private = 0xE000 <= character <= 0xF8FF or character >= 0xF0000
            if character < 0x20 or 0x7F <= character < 0xA0 or private or character in (0xFEFF, 0xFFFE, 0xFFFF):
                continue
            owner.setdefault(character, place)

    ranges = []
    for character in sorted(owner):
        if ranges and ranges[-1][1] == character - 1 and ranges[-1][2] == owner[character]:
            ranges[-1][1] = character
        else:
            ranges.append([character, character, owner[character]])
    with open(os.path.join(HERE, "coverage.bin"), "wb") as file:
        for first, last, place in ranges:
            file.write(struct.pack("<II", first, last << 8 | place))
    with open(os.path.join(HERE, "list.rs"), "w", encoding="utf-8") as file:
        file.write("// Made by build.py.\n&[\n")
        for name, _ in faces:
            file.write(f'    include_bytes!("{name}.ttf"),\n')
        file.write("]\n")
    print(f"{len(faces)} faces, {total} bytes, {len(owner)} characters in {len(ranges)} ranges")


if __name__ == "__main__":
    main()
