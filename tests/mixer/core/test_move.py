"""Between two scenes: where pictures are on their way, what fades, and in which order they lie."""

import pytest

from mixer.core.compose import Plan, plan
from mixer.core.transitions.move import Motion, eased, moved
from mixer.protocol.basics import Rect
from mixer.protocol.showfile import Border, Crop, Layout, Scene, Show, Slot
from tests.helpers import a_show

SIZE = (320, 180)
PIP = Slot("inset", Rect(0.5, 0.5, 0.4, 0.4), fit="stretch")
STEPS = [step / 20 for step in range(21)]


def planned(*pairs: tuple[Slot, str]) -> Plan:
    """A scene of these slots and sources, bottom to top."""
    return plan(showing(*pairs), "s", dict.fromkeys(("bars", "waves"), SIZE), SIZE)


def showing(*pairs: tuple[Slot, str]) -> Show:
    layout = Layout("l", "L", tuple(slot for slot, _ in pairs))
    return a_show(layouts=(layout,), scenes=(Scene("s", "S", "l", {slot.name: source for slot, source in pairs}),))


def full(name: str = "main") -> Slot:
    return Slot(name, fit="stretch")


def at(old: Plan, new: Plan, position: float) -> Motion:
    return moved(old, new, position, lambda source: True)


def test_a_shared_picture_begins_at_its_old_place_and_ends_at_its_new_one() -> None:
    old, new = planned((full(), "bars")), planned((PIP, "bars"))
    for position, there in ((0.0, old), (1.0, new)):
        (layer,) = at(old, new, position).orders[0]
        assert (layer.cell.box, layer.cell.view) == (there.cells[0].box, there.cells[0].view)


def test_a_shared_picture_glides_evenly_between_its_places() -> None:
    old, new = planned((full(), "bars")), planned((PIP, "bars"))
    boxes = [at(old, new, position).orders[0][0].cell.box for position in STEPS]
    assert [box.w for box in boxes] == sorted((box.w for box in boxes), reverse=True)
    assert [box.x for box in boxes] == sorted(box.x for box in boxes)
    assert all(not number % 2 for box in boxes for number in box)
    assert boxes[10].w == pytest.approx((320 + 128) / 2, abs=2)


def test_it_starts_and_arrives_gently() -> None:
    steps = [eased(b) - eased(a) for a, b in zip(STEPS, STEPS[1:], strict=False)]
    assert steps[0] < steps[5] < steps[9] and steps[-1] < steps[-6]
    assert max(steps) <= 1.5 / 20 + 1e-9


def test_crop_opacity_border_and_radius_go_along() -> None:
    slot = Slot("inset", PIP.rect, "stretch", Crop(left=0.5), 0.5, Border(0.02, "#ff0000"), 0.4)
    (layer,) = at(planned((full(), "bars")), planned((slot, "bars")), 0.5).orders[0]
    assert layer.cell.slot.opacity == 0.75
    assert (layer.cell.slot.border.width, layer.cell.slot.border.color) == (0.01, "#ff0000")
    assert layer.cell.slot.radius == 0.2
    assert layer.cell.view and (layer.cell.view.cx, layer.cell.view.cw) == (80, 240)


def test_the_view_of_a_gliding_picture_is_as_large_as_its_box_and_inside_its_source() -> None:
    slot = Slot("inset", Rect(0.1, 0.3, 0.31, 0.43), "cover", Crop(left=0.21, bottom=0.13))
    for position in STEPS:
        (layer,) = at(planned((full(), "bars")), planned((slot, "bars")), position).orders[0]
        view, box = layer.cell.view, layer.cell.box
        assert view and (view.w, view.h) == (box.w, box.h)
        assert view.cx >= 0 and view.cy >= 0 and view.cx + view.cw <= 320 and view.cy + view.ch <= 180


def test_what_is_below_all_that_glides_is_mixed_and_never_dips_into_the_background() -> None:
    old, new = planned((full(), "bars")), planned((full(), "waves"))
    motion = at(old, new, 0.5)
    assert [[cell.source for cell in side.cells] for side in motion.below] == [["bars"], ["waves"]]
    assert motion.orders == ((),) and motion.share == 0.5


def test_what_lies_over_a_gliding_picture_fades_above_it() -> None:
    old, new = planned((full(), "bars"), (PIP, "waves")), planned((PIP, "bars"))
    for position in STEPS:
        layers = at(old, new, position).orders[0]
        assert [layer.cell.source for layer in layers] == ["bars", "waves"]
        assert layers[1].cell.slot.opacity == pytest.approx(1 - eased(position))


def test_two_that_change_places_change_their_order_half_way_by_a_mix() -> None:
    old = planned((full(), "bars"), (PIP, "waves"))
    new = planned((full(), "waves"), (PIP, "bars"))
    orders = [[layer.cell.source for layer in at(old, new, position).orders[0]] for position in (0.05, 0.95)]
    assert orders == [["bars", "waves"], ["waves", "bars"]]
    middle = at(old, new, 0.5)
    assert len(middle.orders) == 2 and middle.exchanged == pytest.approx(0.5)


def test_a_source_that_is_there_twice_goes_with_its_like() -> None:
    left, right = Slot("a", Rect(0, 0, 0.5, 1), "stretch"), Slot("b", Rect(0.5, 0, 0.5, 1), "stretch")
    motion = at(planned((left, "bars"), (right, "bars")), planned((full(), "bars")), 0.5)
    (layers,) = motion.orders
    assert [(layer.old is not None, layer.new is not None) for layer in layers] == [(True, True), (True, False)]


def test_a_source_that_was_edited_does_not_glide_but_fades() -> None:
    old, new = planned((full(), "bars")), planned((PIP, "bars"))
    motion = moved(old, new, 0.5, lambda source: False)
    assert motion.orders == ((),) and motion.below[0].cells and motion.below[1].cells


def test_a_picture_whose_size_nobody_knows_glides_as_its_slate() -> None:
    show = showing((PIP, "bars"))
    (layer,) = at(planned((full(), "bars")), plan(show, "s", {}, SIZE), 0.5).orders[0]
    assert layer.cell.view is None and layer.cell.box.w == pytest.approx((320 + 128) / 2, abs=2)
