"""Between two scenes: where each picture is on a frame, when those in both glide and the others fade.

What lies below every picture that glides is mixed as a whole, so that nothing dips into the background. What lies
above one of them comes and goes above it. Half-way the order of the old scene gives way to that of the new one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from mixer.core.compose import Cell, Plan
from mixer.core.geometry import Box, View, even
from mixer.protocol.showfile import Border, Slot

EXCHANGE = 0.2  # of the way, about its middle: where one order is mixed into the other


@dataclass(frozen=True, slots=True)
class Layer:
    """A picture on its way: `cell` is as it is painted now, `old` and `new` as it is in the scenes that have it."""

    cell: Cell
    old: Cell | None
    new: Cell | None


@dataclass(frozen=True, slots=True, eq=False)
class Motion:
    """What is painted between two plans: those `below`, mixed with `share` of the new one, then layers, bottom to top.

    With two `orders` both are painted, and mixed with `exchanged` of the second.
    """

    below: tuple[Plan, Plan]
    share: float
    orders: tuple[tuple[Layer, ...], ...]
    exchanged: float = 0.0


def moved(old: Plan, new: Plan, position: float, alike: Callable[[str], bool]) -> Motion:
    """The motion at a position (0–1). A source that is not `alike` in both shows does not glide, but fades."""
    share = eased(position)
    pairs = paired(old, new, alike)
    kept, coming = set(pairs), set(pairs.values())
    first = min(kept, default=len(old.cells)), min(coming, default=len(new.cells))
    below = replace(old, cells=old.cells[: first[0]]), replace(new, cells=new.cells[: first[1]])
    orders = [tuple(_old_order(old, new, pairs, first, share)), tuple(_new_order(old, new, pairs, first, share))]
    if orders[0] == orders[1]:
        return Motion(below, share, (orders[0],))
    exchanged = (share - 0.5) / EXCHANGE + 0.5
    if not 0 < exchanged < 1:
        return Motion(below, share, (orders[exchanged >= 1],))
    return Motion(below, share, tuple(orders), exchanged)


def eased(position: float) -> float:
    """Gently off, gently there; nowhere more than half as fast again as evenly."""
    return position * position * (3 - 2 * position)


def paired(old: Plan, new: Plan, alike: Callable[[str], bool]) -> dict[int, int]:
    """Which cells of the old plan are in the new one, by their numbers: the same source, the first with the first."""
    free = [number for number, cell in enumerate(old.cells) if alike(cell.source)]
    pairs: dict[int, int] = {}
    for number, cell in enumerate(new.cells):
        match = next((one for one in free if old.cells[one].source == cell.source), None)
        if match is not None:
            free.remove(match)
            pairs[match] = number
    return pairs


def _old_order(old: Plan, new: Plan, pairs: dict[int, int], first: tuple[int, int], share: float) -> Iterator[Layer]:
    others = {there: here for here, there in pairs.items()}
    above = _anchored(new, set(others), first[1])
    for number in range(first[0], len(old.cells)):
        cell = old.cells[number]
        if number not in pairs:
            yield leaving(cell, share)
            continue
        yield gliding(cell, new.cells[pairs[number]], share)
        for one in above.get(pairs[number], ()):
            yield arriving(new.cells[one], share)


def _new_order(old: Plan, new: Plan, pairs: dict[int, int], first: tuple[int, int], share: float) -> Iterator[Layer]:
    others = {there: here for here, there in pairs.items()}
    above = _anchored(old, set(pairs), first[0])
    for number in range(first[1], len(new.cells)):
        cell = new.cells[number]
        if number not in others:
            yield arriving(cell, share)
            continue
        yield gliding(old.cells[others[number]], cell, share)
        for one in above.get(others[number], ()):
            yield leaving(old.cells[one], share)


def _anchored(plan: Plan, gliding: set[int], first: int) -> dict[int, list[int]]:
    """The cells that do not glide, by the one below them that does."""
    above: dict[int, list[int]] = {}
    anchor = first
    for number in range(first, len(plan.cells)):
        if number in gliding:
            anchor = number
        else:
            above.setdefault(anchor, []).append(number)
    return above


def leaving(cell: Cell, share: float) -> Layer:
    return Layer(_fainter(cell, 1 - share), cell, None)


def arriving(cell: Cell, share: float) -> Layer:
    return Layer(_fainter(cell, share), None, cell)


def _fainter(cell: Cell, strength: float) -> Cell:
    return replace(cell, slot=replace(cell.slot, opacity=cell.slot.opacity * strength))


def gliding(old: Cell, new: Cell, share: float) -> Layer:
    """A picture between its two places: box, cut, opacity, border and radius all on their way."""
    box = _box(old.box, new.box, share)
    view = old.view and new.view and _view(old.view, new.view, box, share)
    return Layer(Cell(new.source, _slot(old.slot, new.slot, share), box, view), old, new)


def _box(old: Box, new: Box, share: float) -> Box:
    left, top = _even(old.x, new.x, share), _even(old.y, new.y, share)
    right, bottom = _even(old.x + old.w, new.x + new.w, share), _even(old.y + old.h, new.y + new.h, share)
    return Box(left, top, max(2, right - left), max(2, bottom - top))


def _view(old: View, new: View, box: Box, share: float) -> View:
    cut = _box(Box(*old[:4]), Box(*new[:4]), share)
    return View(*cut, box.w, box.h, new.page)


def _slot(old: Slot, new: Slot, share: float) -> Slot:
    framed = old.border if old.border.width and (share < 0.5 or not new.border.width) else new.border
    return Slot(
        new.name,
        opacity=_between(old.opacity, new.opacity, share),
        border=Border(_between(old.border.width, new.border.width, share), framed.color),
        radius=_between(old.radius, new.radius, share),
    )


def _between(old: float, new: float, share: float) -> float:
    return old + (new - old) * share


def _even(old: int, new: int, share: float) -> int:
    return even(_between(old, new, share))
