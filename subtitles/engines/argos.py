"""Argos Translate: any number of languages from one sentence, on what packages there are. Never goes online."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooLate
from pathlib import Path
from typing import TypeVar

from subtitles.engines.argos_pair import Pair
from subtitles.engines.junk import why_junk
from subtitles.errors import EngineFailed, ModelMissing, SubtitlesError
from subtitles.models import store
from subtitles.models.model import Model
from subtitles.values import Translate, Translation

PATIENCE_S = 1.5  # for one language
OPENING_S = 15.0  # more, where a package has to be opened first
REMEMBERED, KEPT_OPEN, WARMED = 512, 16, 6
PIVOT = "en"
# What Argos calls a language that others call so.
ALIASES = {"zh-hant": "zt", "zh-tw": "zt", "zh-hk": "zt", "zh-hans": "zh", "zh-cn": "zh", "pt-br": "pb", "no": "nb"}
Pairs = Mapping[tuple[str, str], Model]
K = TypeVar("K")
V = TypeVar("V")


def load() -> Translate:
    """The translator over every package on this machine; those that are installed later count at once."""
    return Argos(store.pairs, store.home() / ".argos")


class Argos:
    """`pairs` says which packages there are; `open_pair` opens one; `folder` is for Argos' own files.

    All translating is done in one thread of its own, so that a caller waits no longer than its patience.
    """

    def __init__(
        self,
        pairs: Callable[[], Pairs],
        folder: Path,
        patience_s: float = PATIENCE_S,
        open_pair: Callable[[Path, Path], Callable[[str, bool], str]] = Pair,
    ) -> None:
        self.pairs, self.folder, self.patience_s, self.open_pair = pairs, folder, patience_s, open_pair
        self.opened: OrderedDict[Model, Callable[[str, bool], str]] = OrderedDict()
        self.known: OrderedDict[tuple[Model, str], str] = OrderedDict()
        self.thread = ThreadPoolExecutor(1, "argos")

    def __call__(self, text: str, source: str, targets: tuple[str, ...]) -> dict[str, Translation]:
        """`text` in each of `targets`; where that fails the text itself, with the reason as `fallback`."""
        text, pairs = " ".join(text.split()), self.pairs()
        return {target: self._into(target, text, source, pairs) for target in dict.fromkeys(targets)}

    def warm(self) -> None:
        """Open some packages, so that the first sentence does not wait for that."""
        for model in list(self.pairs().values())[:WARMED]:
            self.thread.submit(self._pair, model)

    def _into(self, target: str, text: str, source: str, pairs: Pairs) -> Translation:
        if target == source or argos_code(target) == argos_code(source):
            return Translation(target, text)
        try:
            way = way_from(argos_code(source), argos_code(target), pairs)
            patience_s = self.patience_s + (0.0 if self.opened.keys() >= set(way) else OPENING_S)
            translated = self._in_time(self.thread.submit(self._along, way, text), patience_s)
        except SubtitlesError as error:
            return Translation(target, text, fallback=str(error))
        return Translation(target, translated, via=way[0].target if len(way) > 1 else "")

    def _in_time(self, future: Future[str], patience_s: float) -> str:
        try:
            return future.result(patience_s)
        except TooLate:
            future.cancel()
            raise EngineFailed(f"the translation took longer than {patience_s:g} s") from None

    # -- in the thread -----------------------------------------------------------------------------

    def _along(self, way: list[Model], text: str) -> str:
        for model in way:
            text = self._once(model, text)
        return text

    def _once(self, model: Model, text: str) -> str:
        """A sentence through one package, remembered; a loop is tried once more with a penalty on repeats."""
        key = (model, text)
        if key not in self.known:
            pair = self._pair(model)
            translated = pair(text, False)
            if translated and why_junk(text, translated):
                translated = pair(text, True)
            if why := why_junk(text, translated):
                raise EngineFailed(why)
            self.known[key] = translated
        return _newest(self.known, key, REMEMBERED)

    def _pair(self, model: Model) -> Callable[[str, bool], str]:
        """The package, opened. One that was installed again is another one: its time differs."""
        if model not in self.opened:
            self.opened[model] = self.open_pair(store.usable(model), self.folder)
        return _newest(self.opened, model, KEPT_OPEN)


def _newest(kept: OrderedDict[K, V], key: K, most: int) -> V:
    """The value, which is now the newest of at most so many."""
    kept.move_to_end(key)
    while len(kept) > most:
        kept.popitem(last=False)
    return kept[key]


def argos_code(language: str) -> str:
    return ALIASES.get(language, language)


def way_from(source: str, target: str, pairs: Pairs) -> list[Model]:
    """The package from one language to another, or two over a third (English, if it can be). Raises ModelMissing."""
    if direct := pairs.get((source, target)):
        return [direct]
    middles = sorted({middle for start, middle in pairs if start == source}, key=lambda code: (code != PIVOT, code))
    for middle in middles:
        if (middle, target) in pairs:
            return [pairs[source, middle], pairs[middle, target]]
    wanted = f"translate-{source}_{target}" if PIVOT in (source, target) else f"translate-{source}_{PIVOT}"
    raise ModelMissing(f"no package from {source} to {target}: python manage.py models install {wanted}")
