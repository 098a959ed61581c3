"""Compound files, as far as their directory tells what they are."""

BEGINNING = bytes.fromhex("d0cf11e0a1b11ae1")


def compound(*names: str) -> bytes:
    """A compound file whose directory has entries with these names, and nothing in them."""
    return BEGINNING + bytes(504) + b"".join(map(_entry, names))


def _entry(name: str) -> bytes:
    written = name.encode("utf-16-le") + b"\0\0"
    return (written.ljust(64, b"\0") + len(written).to_bytes(2, "little") + b"\x02").ljust(128, b"\0")
