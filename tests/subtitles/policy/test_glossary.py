"""How what is heard is written."""

from __future__ import annotations

from mixer.protocol.captions import Term
from subtitles.policy.glossary import Glossary


def test_whole_words_are_replaced_whatever_their_case() -> None:
    glossary = Glossary([Term("tali", "Tally")])
    assert glossary.written("TALI, italian tali") == "Tally, italian Tally"


def test_the_longest_entry_wins_and_nothing_is_replaced_twice() -> None:
    glossary = Glossary([Term("rosa", "Rose"), Term("rosa ruiz", "Rosa Ruíz"), Term("rose", "Flower")])
    assert glossary.written("rosa ruiz met rosa") == "Rosa Ruíz met Rose"


def test_chinese_terms_are_replaced_inside_a_sentence() -> None:
    assert Glossary([Term("北竟", "北京")]).written("我在北竟看船") == "我在北京看船"


def test_a_latin_term_is_found_between_chinese_letters() -> None:
    assert Glossary([Term("tali", "Tally")]).written("我用tali录像") == "我用Tally录像"


def test_a_term_with_marks_is_taken_literally() -> None:
    assert (
        Glossary([Term("c plus plus", "C++"), Term("c++", "C++!")]).written("c plus  plus and c++.") == "C++ and C++!."
    )


def test_translations_say_terms_their_own_way() -> None:
    glossary = Glossary([Term("tali", "Tally", {"zh": "塔利"})])
    assert glossary.said_in("我们使用 Tally 录像", "zh") == "我们使用 塔利 录像"
    assert glossary.said_in("Nous utilisons Tally", "fr") == "Nous utilisons Tally"


def test_engines_are_told_to_expect_the_terms() -> None:
    assert Glossary([Term("tali", "Tally"), Term("Ruiz")]).prompt == "Tally, Ruiz"


def test_no_terms_change_nothing() -> None:
    assert Glossary([]).written("as it is") == "as it is" and Glossary([]).prompt == ""
