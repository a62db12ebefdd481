"""Zip containers (.xlsx, .ods, .docx) opened with suspicion: nothing is inflated before its size is known to be sane.

Part names are looked up without regard to case or the direction of slashes, as spreadsheet programs do.
"""

from __future__ import annotations

import io
import re
import struct
import zlib
from functools import lru_cache
from typing import Final, NamedTuple

from etl.sources.grid import Limits
from etl.sources.unreadable import megabytes, unreadable

ZIP_MAGIC: Final = b"PK\x03\x04"
_END_OF_DIRECTORY: Final = b"PK\x05\x06"
_DIRECTORY_ENTRY: Final = b"PK\x01\x02"
_LOCAL_HEADER: Final = struct.Struct("<4s22xHH")
_ENTRY: Final = struct.Struct("<4s4xHH4xIIIHHH8xI")
_END_RECORD: Final = struct.Struct("<10xHII2x")
_LONGEST_END: Final = _END_RECORD.size + 0xFFFF
_ENCRYPTED_FLAG: Final = 0x1
_STORED: Final = 0
_DEFLATED: Final = 8
_SMALL: Final = 8_000
_DECLARED_ENCODING: Final = re.compile(rb"""(?:\xef\xbb\xbf)?<\?xml[^>]*?encoding\s*=\s*["']([^"']*)""")


class _Member(NamedTuple):
    name: str
    flags: int
    method: int
    checksum: int
    packed_size: int
    size: int
    offset: int


class Package:
    """The members of a zip container that passed the look at its central directory."""

    def __init__(self, data: bytes, limits: Limits) -> None:
        """Raises UnreadableFile: truncated-file, unreadable-file, encrypted-workbook, duplicate-members,
        inflates-too-much."""
        self._data = data
        self._members: dict[str, _Member] = {}
        inflated = stored = flags = 0
        for member in _central_directory(data):
            if member.name in self._members:
                raise unreadable("duplicate-members", name=member.name)
            self._members[member.name] = member
            inflated += member.size
            stored += member.packed_size
            flags |= member.flags
        if flags & _ENCRYPTED_FLAG:
            raise unreadable("encrypted-workbook")
        if inflated > limits.inflated_bytes:
            raise unreadable(
                "inflates-too-much",
                what=f"{megabytes(inflated)} MB，上限 {megabytes(limits.inflated_bytes)} MB",
            )
        if stored > len(data):
            raise unreadable("inflates-too-much", what="内部各部件互相重叠")

    def __contains__(self, name: str) -> bool:
        return _plain(name) in self._members

    def size(self, name: str) -> int:
        """The inflated size in bytes that the directory states; :meth:`read` holds it to that."""
        return self._members[_plain(name)].size

    def read(self, name: str) -> bytes:
        """The bytes of a member, checked against the stated size and checksum.

        Raises UnreadableFile: truncated-file, inflates-too-much, unreadable-file. KeyError when there is none.
        """
        member = self._members[_plain(name)]
        start = member.offset + _LOCAL_HEADER.size
        if member.offset < 0 or start > len(self._data):
            raise unreadable("truncated-file")
        magic, name_length, extra_length = _LOCAL_HEADER.unpack_from(self._data, member.offset)
        if magic != ZIP_MAGIC:
            raise unreadable("unreadable-file", what=f"部件 {member.name} 的位置不对")
        start += name_length + extra_length
        packed = self._data[start : start + member.packed_size]
        if len(packed) < member.packed_size:
            raise unreadable("truncated-file")
        inflate = _inflate_small if max(member.size, member.packed_size) <= _SMALL else _inflate
        content, checksum = inflate(packed, member.method, member.size)
        if checksum != member.checksum:
            raise unreadable("unreadable-file", what=f"部件 {member.name} 的校验和不符")
        return content

    def read_xml(self, name: str, limit: int | None = None) -> bytes:
        """The bytes of a member that is XML in UTF-8 without a document type. ``limit``: most bytes allowed.

        Raises UnreadableFile: dtd-in-xml, inflates-too-much, unreadable-file, and what :meth:`read` raises.
        """
        if limit is not None and self.size(name) > limit:
            raise unreadable("inflates-too-much", what=f"部件 {name} 有 {megabytes(self.size(name))} MB")
        content = self.read(name)
        check_xml(content, name)
        return content


def check_xml(content: bytes, name: str) -> None:
    """Refuse XML that has a document type or is not UTF-8. ``content``: the part, or all of it before the root's body.

    Raises UnreadableFile: dtd-in-xml, unreadable-file.
    """
    if b"<!DOCTYPE" in content:
        raise unreadable("dtd-in-xml")
    # Every later look at the XML reads ASCII signs; in UTF-16 it would see nothing and find all in order.
    declared = _DECLARED_ENCODING.match(content)
    is_utf8 = declared is None or declared[1].lower() in (b"utf-8", b"utf8", b"us-ascii")
    if not is_utf8 or content[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in content[:8]:
        raise unreadable("unreadable-file", what=f"部件 {name} 不是 UTF-8 编码")


def _plain(name: str) -> str:
    return name.replace("\\", "/").lower()


def _central_directory(data: bytes) -> list[_Member]:
    """The entries of the central directory that are files. zipfile reads what is out of the ordinary."""
    end = data.rfind(_END_OF_DIRECTORY, max(0, len(data) - _LONGEST_END))
    if end < 0 or end + _END_RECORD.size > len(data):
        raise unreadable("truncated-file")
    count, length, offset = _END_RECORD.unpack_from(data, end)
    if count == 0xFFFF or length == 0xFFFFFFFF or offset == 0xFFFFFFFF or offset + length != end:
        return _central_directory_by_zipfile(data)
    members: list[_Member] = []
    for _ in range(count):
        if offset + _ENTRY.size > end:
            raise unreadable("unreadable-file", what="压缩包目录损坏")
        magic, flags, method, checksum, packed, size, name_size, extra_size, comment_size, start = _ENTRY.unpack_from(
            data, offset
        )
        if magic != _DIRECTORY_ENTRY:
            raise unreadable("unreadable-file", what="压缩包目录损坏")
        if size == 0xFFFFFFFF or packed == 0xFFFFFFFF or start == 0xFFFFFFFF:
            return _central_directory_by_zipfile(data)
        offset += _ENTRY.size
        name = _plain(data[offset : offset + name_size].decode("utf-8", "replace"))
        offset += name_size + extra_size + comment_size
        if not name.endswith("/"):
            members.append(_Member(name, flags, method, checksum, packed, size, start))
    return members


def _central_directory_by_zipfile(data: bytes) -> list[_Member]:
    """For containers with 64-bit sizes, or with other bytes before or after them."""
    import zipfile  # here, since the workers start sooner without it and few files need it

    if data.count(_DIRECTORY_ENTRY) > 0xFFFF:
        raise unreadable("inflates-too-much", what="内部部件过多")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return [
                _Member(_plain(info.filename), info.flag_bits, info.compress_type, info.CRC, info.compress_size,
                        info.file_size, info.header_offset)
                for info in archive.infolist()
                if not info.filename.endswith("/")
            ]  # fmt: skip
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OverflowError, EOFError, struct.error):
        raise unreadable("unreadable-file", what="压缩包目录损坏") from None


def _inflate(packed: bytes, method: int, size: int) -> tuple[bytes, int]:
    """The content and its checksum. Never inflates more than one byte beyond the stated size."""
    if method == _STORED:
        content = packed
    elif method == _DEFLATED:
        try:
            content = zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed, size + 1)
        except zlib.error:
            raise unreadable("unreadable-file", what="解压出错") from None
    else:
        raise unreadable("unreadable-file", what="用了电子表格不用的压缩方法")
    if len(content) > size:
        raise unreadable("inflates-too-much", what="解压后比声明的大")
    if len(content) < size:
        raise unreadable("unreadable-file", what="解压后比声明的小")
    return content, zlib.crc32(content)


# Reports made from one template share their styles and relations byte by byte.
_inflate_small = lru_cache(maxsize=256)(_inflate)


def repack(members: list[tuple[str, bytes]]) -> bytes:
    """A zip container with exactly these members, stored without compression.

    A reader that is handed this container can see nothing but the bytes that were looked at, whatever else the
    sender's file holds, and it need not inflate them a second time.
    """
    body: list[bytes] = []
    directory: list[bytes] = []
    offset = 0
    for name, content in members:
        encoded = name.encode()
        common = struct.pack("<HHHHHIIIHH", 20, 0, 0, 0, 33, zlib.crc32(content), len(content), len(content),
                             len(encoded), 0)  # fmt: skip
        body += (ZIP_MAGIC, common, encoded, content)
        directory += (_DIRECTORY_ENTRY, b"\x14\0", common, struct.pack("<HHHII", 0, 0, 0, 0, offset), encoded)
        offset += 30 + len(encoded) + len(content)
    entries = b"".join(directory)
    end = _END_OF_DIRECTORY + struct.pack("<HHHHIIH", 0, 0, len(members), len(members), len(entries), offset, 0)
    return b"".join((*body, entries, end))
