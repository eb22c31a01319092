"""What happens to a file on its way: bits tip over, parts go missing, values make no sense."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Callable
from random import Random

Mutation = Callable[[Random, bytes], bytes]

_ENDINGS = (".xlsx", ".xls", ".xlsb", ".ods", ".et", ".csv", ".tsv", ".txt", ".XLSX", "")
_ODD_VALUES = (
    b"", b"0", b"-1", b"1e999", b"NaN", b"-0.0", b"1048577", b"4294967295", b"99999999999999999999",
    b"A1", b"XFD1048576", b"A0", b"A1:XFD1048576", b"C3:A1", b"AAAA99999999", b"true", b"#REF!",
    b"=1+1", b"e", b"s", b"str", b"inlineStr", b"d", b"n", b"hidden", b"2020-02-30", b"-2958466",
    b"2958466", b"0.99999999999", b"&#0;", b"&#xD800;", b"&amp;lt;", b"&x;", b"rId99", b"../../x",
    b"{} {0} %s", b"\xf0\x9f\x98\x80", b"\xff", b"\xe6\xb9", b"_x000D_", b"a" * 40_000, b"\n" * 50,
    "合计".encode(), "企业名称".encode(), "１２月３２日".encode(), "吴兴区（92家）".encode(),
    "\u202e".encode(),
)  # fmt: skip
_ATTRIBUTE = re.compile(rb'(?<==")[^"<>]*(?=")')
_TEXT = re.compile(rb"(?<=>)[^<>]+(?=<)")
_ELEMENT = re.compile(rb"<([\w:]+)(?:\s[^<>]*)?(?:/>|>[^<>]*</\1>)")
_CSV_CELL = re.compile(rb"[^,;\t\r\n]+")


def mutate(random: Random, name: str, content: bytes, others: list[bytes]) -> tuple[str, bytes]:
    """The file changed in one to four ways, and in one case of eight under another ending."""
    for _ in range(random.choice((1, 1, 1, 2, 4))):
        content = _mutate_once(random, content, others)
    if random.random() < 1 / 8:
        name = name.rpartition(".")[0] + random.choice(_ENDINGS)
    return name, content


def _mutate_once(random: Random, content: bytes, others: list[bytes]) -> bytes:
    if content.startswith(b"PK") and random.random() < 0.8:
        try:
            return _mutated_zip(random, content, others)
        except (zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError, EOFError):
            pass  # an earlier mutation broke the zip: break it further
        except (RuntimeError, KeyError, UnicodeError):
            pass
    mutations = _ANY if b"\0" in content[:4096] else (*_ANY, *_ON_TEXT)
    return random.choice(mutations)(random, content)


def _mutated_zip(random: Random, content: bytes, others: list[bytes]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = [(name, archive.read(name)) for name in archive.namelist()]
    place = random.randrange(len(parts))
    # Most of what is read stands in few parts.
    weighty = [
        index
        for index, (name, _) in enumerate(parts)
        if re.search(r"sheet\d|workbook|content\.xml|shared|styles|\.rels", name)
    ]
    if weighty and random.random() < 0.8:
        place = random.choice(weighty)
    name, data = parts[place]
    match random.randrange(10):
        case 0:
            del parts[place]
        case 1:
            parts.append((name, _mutated_part(random, data)))
        case 2:
            parts[place] = (name, random.choice(_parts_of(random.choice(others)) or [data]))
        case 3:
            parts[place] = (random.choice(parts)[0], data)
        case 4:
            random.shuffle(parts)
        case _:
            parts[place] = (name, _mutated_part(random, data))
    return _zipped(parts)


def _mutated_part(random: Random, data: bytes) -> bytes:
    is_xml = data.lstrip().startswith(b"<")
    return random.choice((*_ON_XML, *_ANY) if is_xml else _ANY)(random, data)


def _parts_of(content: bytes) -> list[bytes]:
    if not zipfile.is_zipfile(io.BytesIO(content)):
        return []
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return [archive.read(name) for name in archive.namelist()]


def _zipped(parts: list[tuple[str, bytes]]) -> bytes:
    stream = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        warnings.simplefilter("ignore", UserWarning)  # parts of the same name are meant
        for name, data in parts:
            archive.writestr(name, data)
    return stream.getvalue()


def _slice(random: Random, data: bytes) -> tuple[int, int]:
    start = random.randrange(len(data) + 1)
    return start, min(len(data), start + int(random.expovariate(1 / 40)) + 1)


def _flip(random: Random, data: bytes) -> bytes:
    changed = bytearray(data)
    for _ in range(min(len(data), random.choice((1, 2, 5, 20)))):
        changed[random.randrange(len(data))] ^= 1 << random.randrange(8)
    return bytes(changed)


def _overwrite(random: Random, data: bytes) -> bytes:
    start, end = _slice(random, data)
    filling = random.choice((b"\0", b"\xff", b"\x7f", random.randbytes(1)))
    return data[:start] + filling * (end - start) + data[end:]


def _truncate(random: Random, data: bytes) -> bytes:
    return data[: random.randrange(len(data) + 1)]


def _cut(random: Random, data: bytes) -> bytes:
    start, end = _slice(random, data)
    return data[:start] + data[end:]


def _insert(random: Random, data: bytes) -> bytes:
    start, _ = _slice(random, data)
    odd = random.choice((random.randbytes(random.randrange(1, 30)), *_ODD_VALUES))
    return data[:start] + odd + data[start:]


def _repeat(random: Random, data: bytes) -> bytes:
    start, end = _slice(random, data)
    return data[:end] + data[start:end] * random.choice((1, 2, 50, 3000)) + data[end:]


def _odd_number(random: Random, data: bytes) -> bytes:
    """A length, an offset or a number of a binary record made senseless."""
    start, _ = _slice(random, data)
    width = random.choice((2, 4, 8))
    number = random.choice((0, 1, 0x7F, 0xFF, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFF))
    return data[:start] + number.to_bytes(8, "little")[:width] + data[start + width :]


def _replace_found(pattern: re.Pattern[bytes]) -> Mutation:
    def replace(random: Random, data: bytes) -> bytes:
        found = list(pattern.finditer(data))
        if not found:
            return _flip(random, data)
        for place in sorted(random.sample(found, min(len(found), random.choice((1, 1, 3)))),
                            key=re.Match.start, reverse=True):  # fmt: skip
            data = data[: place.start()] + random.choice(_ODD_VALUES) + data[place.end() :]
        return data

    return replace


def _double_element(random: Random, data: bytes) -> bytes:
    found = list(_ELEMENT.finditer(data))
    if not found:
        return _repeat(random, data)
    element = random.choice(found)
    elsewhere = random.choice(found).start()
    return data[:elsewhere] + element[0] * random.choice((1, 2, 1000)) + data[elsewhere:]


def _drop_element(random: Random, data: bytes) -> bytes:
    found = list(_ELEMENT.finditer(data))
    if not found:
        return _cut(random, data)
    element = random.choice(found)
    return data[: element.start()] + data[element.end() :]


_ANY: tuple[Mutation, ...] = (
    _flip,
    _flip,
    _overwrite,
    _truncate,
    _cut,
    _insert,
    _repeat,
    _odd_number,
)
_ON_XML: tuple[Mutation, ...] = (
    _replace_found(_ATTRIBUTE),
    _replace_found(_ATTRIBUTE),
    _replace_found(_ATTRIBUTE),
    _replace_found(_TEXT),
    _replace_found(_TEXT),
    _double_element,
    _drop_element,
)
_ON_TEXT: tuple[Mutation, ...] = (_replace_found(_CSV_CELL), _replace_found(_CSV_CELL))
