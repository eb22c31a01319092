"""What a phone's camera makes of a card or of a printed page."""

from __future__ import annotations

import subprocess
from io import BytesIO
from pathlib import Path

import zxingcpp
from PIL import Image


def codes_in(picture: bytes | Path) -> list[str]:
    """The texts of the codes in a picture, in no order."""
    source = BytesIO(picture) if isinstance(picture, bytes) else picture
    with Image.open(source) as image:
        return [found.text for found in zxingcpp.read_barcodes(image.convert("L"))]


def pages_of(pdf: Path, *, dots_per_inch: int = 150) -> list[Path]:
    """The pages as grey pictures, the first first."""
    stem = pdf.with_suffix("")
    subprocess.run(
        ["pdftoppm", "-gray", "-png", "-r", str(dots_per_inch), str(pdf), str(stem)], check=True
    )
    return sorted(pdf.parent.glob(f"{stem.name}-*.png"))


def text_of(pdf: Path) -> str:
    """What whoever searches or copies gets of the whole file."""
    done = subprocess.run(
        ["pdftotext", "-raw", str(pdf), "-"], check=True, capture_output=True, encoding="utf-8"
    )
    return done.stdout


def fonts_of(pdf: Path) -> list[list[str]]:
    """Of every font: whether it is embedded, whether a part of it, whether it can be searched."""
    done = subprocess.run(["pdffonts", str(pdf)], check=True, capture_output=True, encoding="utf-8")
    return [line.split()[-5:-2] for line in done.stdout.splitlines()[2:]]
