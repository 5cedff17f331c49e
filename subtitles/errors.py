"""What can go wrong with captions."""

from __future__ import annotations


class SubtitlesError(Exception):
    """Base of them all."""


class EngineFailed(SubtitlesError):
    """A recogniser or translator cannot do its work now; the text says why and what would help."""


class ModelMissing(EngineFailed):
    """The model asked for is not installed; the text says how to get it."""


class BadRequest(SubtitlesError):
    """An operator asked for something impossible; the text names what was expected."""


class InstallFailed(SubtitlesError):
    """A model could not be fetched or taken in; the text says why and what would help."""


class BadFile(SubtitlesError):
    """A file of subtitles cannot be used; the text says why."""
