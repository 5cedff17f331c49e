"""What the demo show says: short sentences, whole in five languages."""

from tools.demo_pack.narration import LANGUAGES, NARRATION
from tools.demo_pack.strangers import UNHEARD


def test_every_sentence_is_short_enough_to_be_read() -> None:
    assert all(6 <= len(sentence.words) <= 12 for sentence in NARRATION)
    assert 10 <= len(NARRATION) <= 14


def test_every_clause_is_translated_into_every_language() -> None:
    for sentence in NARRATION:
        assert set(sentence.translated) == set(LANGUAGES)
        assert {len(sentence.clauses)} == {len(clauses) for clauses in sentence.translated.values()}


def test_chinese_clauses_join_without_a_space() -> None:
    sentence = NARRATION[0]
    assert sentence.in_language("zh") == "".join(sentence.translated["zh"])
    assert sentence.in_language("fr") == " ".join(sentence.translated["fr"])


def test_no_sentence_kept_for_examination_is_in_the_narration() -> None:
    assert not {sentence.text for sentence in NARRATION} & set(UNHEARD)
