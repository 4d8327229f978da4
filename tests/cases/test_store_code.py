"""The code of a case: nobody guesses it, a slip of the finger shows, and the database knows its hash alone."""

import random
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guide.cases.store import CodeError, key_of, new_code, read_code
from guide.cases.store.code import LENGTH, SIGNS


def _checked(signs: str) -> str:
    """The one code that begins with these signs."""
    for sign in SIGNS:
        with suppress(CodeError):
            return read_code(signs + sign)
    raise AssertionError("no sign fits")


codes = st.text(SIGNS, min_size=LENGTH - 1, max_size=LENGTH - 1).map(_checked)


def signs_of(code: str) -> str:
    return code.replace("-", "")


def test_a_code_has_95_random_bits_in_four_groups():
    made = {new_code() for _ in range(2000)}
    assert 2000 == len(made)
    assert {(5, 5, 5, 5)} == {tuple(map(len, code.split("-"))) for code in made}
    used = [set(column) for column in zip(*map(signs_of, made), strict=True)]
    assert [set(SIGNS)] * LENGTH == used


@given(codes)
def test_a_code_is_read_however_it_is_typed(code):
    wide = "".join(chr(ord(c) + 0xFEE0) if c.isalnum() else "　" for c in code)
    alike = code.replace("1", "l").replace("0", "o")
    for typed in (code, code.lower(), signs_of(code), f"  {code} \n", code.replace("-", " "), wide, alike):
        assert code == read_code(typed)


@given(codes, st.data())
def test_every_single_wrong_sign_shows(code, data):
    signs = signs_of(code)
    place = data.draw(st.integers(0, LENGTH - 1))
    for other in set(SIGNS) - {signs[place]}:
        with pytest.raises(CodeError):
            read_code(signs[:place] + other + signs[place + 1 :])


@given(codes)
def test_every_swap_of_two_different_signs_shows(code):
    signs = signs_of(code)
    for first in range(LENGTH):
        for second in range(first + 1, LENGTH):
            if signs[first] != signs[second]:
                swapped = list(signs)
                swapped[first], swapped[second] = signs[second], signs[first]
                with pytest.raises(CodeError):
                    read_code("".join(swapped))


@given(st.text(max_size=60))
def test_any_other_text_is_no_code_and_is_not_repeated(text):
    with pytest.raises(CodeError) as caught:
        read_code(text + "U")  # a sign that no code has
    assert "this is not a code; check it for a mistyped or missing character." == str(caught.value)


def test_one_text_in_32_of_the_right_length_passes_the_check_sign():
    chance = random.Random(7)
    fine = 0
    for _ in range(3200):
        try:
            read_code("".join(chance.choice(SIGNS) for _ in range(LENGTH)))
            fine += 1
        except CodeError:
            pass
    assert 60 < fine < 140


def test_the_key_is_a_hash_that_does_not_hold_the_code():
    assert "5e5fe3dd1d5b29d7ca0bb3d1dc3ea39d" != key_of("A")[:32]
    one, other = new_code(), new_code()
    assert key_of(one) == key_of(one) != key_of(other)
    assert 64 == len(key_of(one))
    assert signs_of(one).lower() not in key_of(one)
