"""What a scene brings to the sound desk when it is taken, and what goes back when another is."""

from __future__ import annotations

from dataclasses import fields, replace

from mixer.core.compose import scene_of
from mixer.core.desk import Brought, Desk
from mixer.core.live_settings import updated
from mixer.protocol.showfile import SceneSound, Show, SoundSetting

PARTS = tuple(one.name for one in fields(SceneSound))


def with_scene_sound(desk: Desk, name: str, show: Show) -> Desk:
    """The desk with the sound that a scene brings; what the one before brought goes back to what it was.

    Where a hand has changed a setting meanwhile, that stays.
    """
    scene = scene_of(show, name)
    brings = {source: one for source, one in (scene.sound if scene else {}).items() if source in desk.sound}
    if not (brings or desk.brought):
        return desk
    sound = desk.sound | {
        source: back(desk.sound[source], one) for source, one in desk.brought.items() if source in desk.sound
    }
    brought = {source: Brought(_named(sound[source], one), one) for source, one in brings.items()}
    sound |= {source: _set(sound[source], one) for source, one in brings.items()}
    return replace(desk, sound=sound, brought=brought)


def back(setting: SoundSetting, brought: Brought) -> SoundSetting:
    """A setting without what a scene brought, as far as that still stands."""
    stands = {part: getattr(setting, part) == getattr(brought.now, part) for part in PARTS}
    return updated(setting, {part: getattr(brought.before, part) for part in PARTS if stands[part]})


def _named(setting: SoundSetting, change: SceneSound) -> SceneSound:
    """Those parts of a setting that a change names."""
    return SceneSound(**{part: getattr(setting, part) for part in PARTS if getattr(change, part) is not None})


def _set(setting: SoundSetting, change: SceneSound) -> SoundSetting:
    return updated(setting, {part: getattr(change, part) for part in PARTS})
