"""LZString's base64 form, as FreeCBT writes its backups with it.

text → pack → base64 → unpack → text, equal byte for byte to the JavaScript original.

Written here instead of taken from PyPI: the ``lzstring`` package walks Python code points where
JavaScript walks UTF-16 units, so "a😬b" packed by it unpacks as "ab" in FreeCBT, without a word;
and it cannot be stopped while a small file unpacks to something huge. This one works on units and
stops at a limit.

The stream is a sequence of codes, lowest bit first, six bits a character. Codes 0 and 1 announce
a new character of 8 or 16 bits, 2 ends the stream, all others name an earlier piece of text. Codes
grow by one bit whenever their numbers run out.
"""

from __future__ import annotations

from typing import Final

from bot.domain.freecbt.problems import ImportProblem

_ALPHABET: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_NEW_8, _NEW_16, _END = 0, 1, 2


def _reversed6(value: int) -> int:
    return int(f"{value:06b}"[::-1], 2)


_TO_SIGN: Final = {_reversed6(value): sign for value, sign in enumerate(_ALPHABET)}
_FROM_SIGN: Final = {sign: _reversed6(value) for value, sign in enumerate(_ALPHABET)}


def pack(text: str) -> str:
    """``text`` in LZString's base64. Lone surrogates are kept as the units they are."""
    out = _Bits()
    singles: dict[int, int] = {}
    pairs: dict[tuple[int, int], int] = {}
    fresh: set[int] = set()
    size, room, width = 3, 2, 2
    current, current_unit = -1, -1

    def put(code: int, unit: int) -> None:
        nonlocal room, width
        if code in fresh:
            fresh.remove(code)
            wide = unit > 0xFF
            out.put(_NEW_16 if wide else _NEW_8, width)
            out.put(unit, 16 if wide else 8)
            room -= 1
            if room == 0:
                room, width = 1 << width, width + 1
        else:
            out.put(code, width)
        room -= 1
        if room == 0:
            room, width = 1 << width, width + 1

    for unit in _units(text):
        single = singles.get(unit)
        if single is None:
            single = singles[unit] = size
            fresh.add(size)
            size += 1
        if current < 0:
            current, current_unit = single, unit
            continue
        longer = pairs.get((current, unit))
        if longer is not None:
            current = longer
            continue
        put(current, current_unit)
        pairs[(current, unit)] = size
        size += 1
        current, current_unit = single, unit
    if current >= 0:
        put(current, current_unit)
    out.put(_END, width)
    signs = out.signs()
    return signs + "=" * (-len(signs) % 4)


def unpack(base64: str, limit: int) -> str:
    """The text in ``base64``, at most ``limit`` UTF-16 units long.

    Raises ImportProblem: "damaged" for anything pack cannot have written, "too_large_inside" as
    soon as the text would pass the limit, before it is built.
    """
    stream = _Stream(base64.rstrip("="))
    code = stream.take(2)
    if code == _END:
        return ""
    if code > _END:
        raise ImportProblem("damaged")
    piece = chr(stream.take(16 if code == _NEW_16 else 8))
    pieces = ["", "", "", piece]
    told, length = [piece], 1
    room, width = 4, 3
    while (code := stream.take(width)) != _END:
        if code in (_NEW_8, _NEW_16):
            pieces.append(chr(stream.take(16 if code == _NEW_16 else 8)))
            code = len(pieces) - 1
            room -= 1
            if room == 0:
                room, width = 1 << width, width + 1
        if code < len(pieces):
            entry = pieces[code]
        elif code == len(pieces):
            entry = piece + piece[0]
        else:
            raise ImportProblem("damaged")
        length += len(entry)
        if length > limit:
            raise ImportProblem("too_large_inside")
        told.append(entry)
        # A piece is never longer than what was told before it, so the limit holds for these too.
        pieces.append(piece + entry[0])
        piece = entry
        room -= 1
        if room == 0:
            room, width = 1 << width, width + 1
    return _joined("".join(told))


class _Bits:
    """Collects codes, lowest bit first, six bits a sign."""

    def __init__(self) -> None:
        self._signs: list[str] = []
        self._held = 0
        self._count = 0

    def put(self, value: int, width: int) -> None:
        self._held |= value << self._count
        self._count += width
        while self._count >= 6:
            self._signs.append(_TO_SIGN[self._held & 0x3F])
            self._held >>= 6
            self._count -= 6

    def signs(self) -> str:
        """All signs. The last one is always padded, even with six zero bits, as in JavaScript."""
        return "".join(self._signs) + _TO_SIGN[self._held]


class _Stream:
    """Hands out codes of any width. Raises ImportProblem("damaged") past its end."""

    def __init__(self, signs: str) -> None:
        self._signs = signs
        self._next = 0
        self._held = 0
        self._count = 0

    def take(self, width: int) -> int:
        while self._count < width:
            try:
                self._held |= _FROM_SIGN[self._signs[self._next]] << self._count
            except (IndexError, KeyError):
                raise ImportProblem("damaged") from None
            self._next += 1
            self._count += 6
        value = self._held & ((1 << width) - 1)
        self._held >>= width
        self._count -= width
        return value


def _units(text: str) -> memoryview:
    return memoryview(text.encode("utf-16-le", "surrogatepass")).cast("H")


def _joined(units: str) -> str:
    """Surrogate pairs back into characters; a lone one stays."""
    return units.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
