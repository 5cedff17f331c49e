"""What can go wrong in the mixer, in words that say what was expected and what was found."""


class MixerError(Exception):
    """Any failure the mixer names itself."""


class BadCommand(MixerError):
    """A command that cannot be applied; the desk is unchanged."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code


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
