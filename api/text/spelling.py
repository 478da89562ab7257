"""How a search forgives: letters written in another way, and one slip a word where nothing is found as it is written."""

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import TypeVar
from unicodedata import combining, normalize

from rapidfuzz.distance import OSA

Entry = TypeVar("Entry")

_NOT_LETTERS = str.maketrans({"ø": "o", "đ": "d", "ð": "d", "þ": "t", "ł": "l", "æ": "a"})  # they have no accent to take off
_PAIRS = ((re.compile("a[ae]+"), "a"), (re.compile("oe+"), "o"))  # å as aa, æ as ae, ø as oe: names have both
_STREETS = ((re.compile(r"(?:gata|gate|gt)\b"), "gaten"), (re.compile(r"(?:vegen|vei|veg)\b"), "veien"))  # people mix their forms
_BETWEEN_WORDS = re.compile(r"[\W_]+|(?<=[^\W\d_])(?=\d)")  # `Storgata12` is read as `Storgata 12`
_SHORTEST = 4  # letters: a shorter word with a slip in it could be any other


def fold(text: str) -> str:
    """Return the text as searches compare it: small letters without accents, å æ ø as a a o, words parted by one space.

    A street's ending is always the same: `Kirkegata`, `Kirkegate` and `Kirkegt.` are `kirkegaten`.
    """
    plain = _plain(text)
    for pair, letter in _PAIRS:
        plain = pair.sub(letter, plain)
    for form, street in _STREETS:
        plain = form.sub(street, plain)
    return plain


def matching(entries: Sequence[Entry], words_of: Callable[[Entry], str], query: str) -> list[Entry]:
    """Return the entries whose folded words contain every word of the query; where none does, one slip in each word is forgiven.

    A number must begin one of their words. A slip is one letter too many, too few, wrong, or swapped with its neighbour; a word with a
    digit in it has none.
    """
    terms = fold(query).split()
    if not terms:
        return []
    as_written = [entry for entry in entries if all(_stands_in(words_of(entry), term) for term in terms)]
    # A slip may have made a pair of letters that is none, such as `gtaen`: each word is tried as it was typed too.
    return as_written or _nearly(entries, words_of, list(zip(terms, _plain(query).split(), strict=True)))


def _plain(text: str) -> str:
    small = normalize("NFKD", normalize("NFKD", text).casefold())
    letters = "".join(letter for letter in small if not combining(letter)).translate(_NOT_LETTERS)
    return _BETWEEN_WORDS.sub(" ", letters).strip()


def _nearly(entries: Sequence[Entry], words_of: Callable[[Entry], str], terms: Iterable[tuple[str, str]]) -> list[Entry]:
    vocabulary = {word for entry in entries for word in words_of(entry).split()}
    meant = {folded: _one_slip_from(folded, vocabulary) | _one_slip_from(typed, vocabulary) for folded, typed in terms}
    return [entry for entry in entries if all(_has(words_of(entry), term, near) for term, near in meant.items())]


def _stands_in(words: str, term: str) -> bool:
    """Return whether the words have the term; a number begins one of them, for a house's 1 is no part of 51."""
    return f" {term}" in f" {words}" if term[0].isdigit() else term in words


def _has(words: str, term: str, near: frozenset[str]) -> bool:
    return _stands_in(words, term) or not near.isdisjoint(words.split())


def _one_slip_from(term: str, vocabulary: Collection[str]) -> frozenset[str]:
    if len(term) < _SHORTEST or any(letter.isdigit() for letter in term):
        return frozenset()
    return frozenset(word for word in vocabulary if _is_one_slip_from(term, word))


def _is_one_slip_from(term: str, word: str) -> bool:
    """Return whether `term` is `word`, or the beginning of it, with at most one slip."""
    lengths = {len(term) - 1, len(term), len(term) + 1}
    return any(OSA.distance(term, word[:length], score_cutoff=1) <= 1 for length in lengths)
