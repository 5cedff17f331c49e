"""Sources. To add one: a file beside these that declares a KIND, and its name in this table."""

from mixer.kinds.kind import SourceKind, table

SOURCES = table(
    SourceKind, __name__,
    "pull",
    "push",
    "file",
    "image",
    "test",
    "clock",
    "web",
)  # fmt: skip
