from __future__ import annotations

import sys

import pytest

from studio.up.errors import CannotStart
from studio.up.interpreter import Interpreter, ask, choose

OLD = Interpreter("/usr/bin/python3", (3, 9, 2), True)
BARE = Interpreter("/usr/bin/python3.11", (3, 11, 2), False)
GOOD = Interpreter("/usr/local/bin/python3.12", (3, 12, 1), True)


def test_the_first_python_that_is_new_enough_and_has_venv_is_taken() -> None:
    assert choose([OLD, BARE, GOOD]) == GOOD


def test_a_python_that_is_too_old_is_named_with_its_version() -> None:
    with pytest.raises(CannotStart, match=r"Python 3\.11 or newer.*3\.9\.2 at /usr/bin/python3"):
        choose([OLD])


def test_a_missing_venv_is_named_with_what_to_install() -> None:
    with pytest.raises(CannotStart, match=r"without venv|apt install python3-venv"):
        choose([OLD, BARE])


def test_no_python_at_all_is_said_too() -> None:
    with pytest.raises(CannotStart, match="Found: none"):
        choose([])


def test_a_python_says_its_version_itself() -> None:
    assert ask(sys.executable) == Interpreter(sys.executable, sys.version_info[:3], True)


def test_a_program_that_is_no_python_is_passed_over() -> None:
    assert ask("/bin/false") is None and ask("/nowhere/python3") is None
