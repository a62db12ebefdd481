"""OLE compound files, the container of .xls and .et: streams are taken out by hand, with every sector chain checked.

A chain that loops makes trusting readers eat gigabytes, so a reader of values gets a new container that holds
nothing but the one stream that was taken out.
"""

from __future__ import annotations

import struct
from array import array
from typing import Final

from etl.sources.unreadable import unreadable

OLE_MAGIC: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_END_OF_CHAIN: Final = 0xFFFFFFFE
_FREE: Final = 0xFFFFFFFF
_LAST_SECTOR: Final = 0xFFFFFFFA
_ENTRY_SIZE: Final = 128
_STORAGE, _STREAM = 1, 2


class CompoundFile:
    """The root level of a compound file: names of its streams and storages, and the bytes of its streams."""

    def __init__(self, data: bytes) -> None:
        """Raises UnreadableFile: truncated-file, unreadable-file, sector-loop."""
        if len(data) < 512:
            raise unreadable("truncated-file")
        sector_shift, mini_shift = struct.unpack_from("<HH", data, 30)
        if sector_shift not in (9, 12) or mini_shift != 6:
            raise unreadable("unreadable-file", what="扇区大小不合格式")
        self._sector_size = 1 << sector_shift
        # Some programs leave the last sector short.
        self._data = data + bytes(-len(data) % self._sector_size)
        self._sector_count = len(self._data) // self._sector_size - 1
        first_directory, self._mini_cutoff = struct.unpack_from("<I4xI", data, 48)
        first_mini_table = struct.unpack_from("<I", data, 60)[0]
        self._table = self._numbers(self._table_sectors())
        directory = self._bytes(self._chain(first_directory, self._table))
        self._entries = _root_entries(directory)
        root_start, root_size = struct.unpack_from("<IQ", directory, 116)
        self._mini_table = self._numbers(self._chain(first_mini_table, self._table))
        self._mini_stream = self._bytes(self._chain(root_start, self._table))[: root_size & 0xFFFFFFFF]

    @property
    def names(self) -> set[str]:
        """Names at the root level, in lower case."""
        return set(self._entries)

    def stream(self, name: str) -> bytes:
        """The bytes of a stream at the root level. Raises UnreadableFile: truncated-file, sector-loop; KeyError."""
        start, size = self._entries[name.lower()]
        if size < self._mini_cutoff:
            pieces = self._chain(start, self._mini_table)
            content = b"".join(self._mini_stream[number * 64 : number * 64 + 64] for number in pieces)
        else:
            content = self._bytes(self._chain(start, self._table))
        if len(content) < size:
            raise unreadable("truncated-file")
        return content[:size]

    def _table_sectors(self) -> list[int]:
        """Sectors of the allocation table: 109 are listed in the header, more in a chain of sectors of their own."""
        sectors = list(struct.unpack_from("<109I", self._data, 76))
        following, _ = struct.unpack_from("<II", self._data, 68)
        seen: set[int] = set()
        while following < _LAST_SECTOR:
            if following in seen:
                raise unreadable("sector-loop")
            seen.add(following)
            numbers = self._numbers([following])
            sectors += numbers[:-1]
            following = numbers[-1]
        return [sector for sector in sectors if sector < _LAST_SECTOR]

    def _numbers(self, sectors: list[int]) -> array[int]:
        content = self._bytes(sectors)
        return array("I", struct.unpack(f"<{len(content) // 4}I", content))

    def _bytes(self, sectors: list[int]) -> bytes:
        if len(sectors) > self._sector_count:
            raise unreadable("sector-loop")
        if sectors and max(sectors) >= self._sector_count:
            raise unreadable("truncated-file")
        size = self._sector_size
        return b"".join([self._data[(number + 1) * size : (number + 2) * size] for number in sectors])

    @staticmethod
    def _chain(start: int, table: array[int]) -> list[int]:
        """Sector numbers from ``start`` to the end of the chain."""
        chain: list[int] = []
        number = start
        while number < _LAST_SECTOR:
            if number >= len(table):
                raise unreadable("truncated-file")
            if len(chain) > len(table):
                raise unreadable("sector-loop")
            chain.append(number)
            number = table[number]
        return chain


def _root_entries(directory: bytes) -> dict[str, tuple[int, int]]:
    """Name in lower case → first sector and size of what lies at the root level, which is kept as a tree."""
    found: dict[str, tuple[int, int]] = {}
    count = len(directory) // _ENTRY_SIZE
    if count == 0:
        raise unreadable("truncated-file")
    waiting = [struct.unpack_from("<I", directory, 76)[0]]
    seen: set[int] = set()
    while waiting:
        number = waiting.pop()
        if number >= count or number in seen:
            continue
        seen.add(number)
        entry = directory[number * _ENTRY_SIZE : (number + 1) * _ENTRY_SIZE]
        name_size, kind, left, right = struct.unpack_from("<HBxII", entry, 64)
        start, size = struct.unpack_from("<IQ", entry, 116)
        name = entry[: max(0, min(name_size, 64) - 2)].decode("utf-16-le", "replace").lower()
        if kind in (_STORAGE, _STREAM):
            # The upper half of the size is not always cleaned in files with sectors of 512 bytes.
            found[name] = (start, size & 0xFFFFFFFF)
        waiting += [left, right]
    return found


def write_compound(name: str, content: bytes) -> bytes:
    """A compound file that holds one stream. Sectors of 4,096 bytes: the header alone can then list enough of them.

    Layout: header, the stream, one directory sector, the allocation table.
    """
    size = 4096
    padded = content + bytes(-len(content) % size) if content else bytes(size)
    stream_sectors = len(padded) // size
    table_sectors = 1
    while table_sectors * (size // 4) < stream_sectors + 1 + table_sectors:
        table_sectors += 1
    first_table = stream_sectors + 1
    table = [*range(1, stream_sectors), _END_OF_CHAIN, _END_OF_CHAIN, *[0xFFFFFFFD] * table_sectors]
    table += [_FREE] * (table_sectors * (size // 4) - len(table))
    listed = [*range(first_table, first_table + table_sectors)]
    header = OLE_MAGIC + bytes(16) + struct.pack("<HHHHH6x", 0x3E, 4, 0xFFFE, 12, 6)
    header += struct.pack("<IIIII", 1, table_sectors, stream_sectors, 0, 4096)
    header += struct.pack("<IIII", _END_OF_CHAIN, 0, _END_OF_CHAIN, 0)
    header += struct.pack("<109I", *listed, *[_FREE] * (109 - len(listed)))
    # The reader refuses a root without a stream of small pieces; it gets an empty one in the directory's own sector.
    root = _directory_entry("Root Entry", 5, child=1, start=stream_sectors, length=0)
    stream = _directory_entry(name, _STREAM, child=_FREE, start=0, length=max(len(content), 4096))
    directory = (root + stream).ljust(size, b"\0")
    return b"".join((header.ljust(size, b"\0"), padded, directory, struct.pack(f"<{len(table)}I", *table)))


def _directory_entry(name: str, kind: int, *, child: int, start: int, length: int) -> bytes:
    encoded = (name + "\0").encode("utf-16-le")
    return (
        encoded.ljust(64, b"\0")
        + struct.pack("<HBBIII", len(encoded), kind, 1, _FREE, _FREE, child)
        + bytes(36)
        + struct.pack("<IQ", start, length)
    )
