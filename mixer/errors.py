"""What can go wrong in the mixer, in words that say what was expected and what was found."""


class MixerError(Exception):
    """Any failure the mixer names itself."""


class BadCommand(MixerError):
    """A command that cannot be applied; the desk is unchanged. `index` says which of a batch it is, from 0."""

    def __init__(self, code: str, text: str, index: int | None = None) -> None:
        super().__init__(text)
        self.code, self.index = code, index

    def to_json(self) -> dict[str, object]:
        """As it stands in an answer."""
        told: dict[str, object] = {"ok": False, "code": self.code, "error": str(self)}
        return told if self.index is None else told | {"index": self.index}


class BadShow(MixerError):
    """A show file that does not describe a show."""


class SourceLost(MixerError):
    """A source stopped delivering; its worker says why and tries again."""


class SourceRefused(MixerError):
    """A source address or file that must not be opened; trying again will not help."""


class OutputRefused(MixerError):
    """A way out that cannot be opened."""


class CannotDraw(MixerError):
    """Something that drawing text needs is not installed; the text says what."""


class ChannelClosed(MixerError):
    """The other end of a channel is gone."""


class Retold(MixerError):
    """A reader is to begin somewhere else: what it is making is not wanted any more."""
