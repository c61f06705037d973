"""Made: random digits and characters, and the sums that check digits come from."""

import string

HEX = "0123456789abcdef"
UPPER = string.ascii_uppercase
ALNUM = string.ascii_letters + string.digits
URL_SAFE = ALNUM + "-_"


def runs(draw, alphabet, length):
    """`length` characters of the alphabet."""
    return "".join(draw.choice(alphabet) for _ in range(length))


def digits(draw, length):
    return runs(draw, "0123456789", length)


def luhn_sum(number):
    """The sum of ISO/IEC 7812: every second digit from the right doubled."""
    doubled = [int(digit) * (1 + index % 2) for index, digit in enumerate(reversed(number))]
    return sum(value - 9 if value > 9 else value for value in doubled)


def with_luhn(number):
    return number + str(-luhn_sum(number + "0") % 10)


def weighted(number, weights):
    return sum(int(digit) * weight for digit, weight in zip(number, weights))


def grouped(text, size, separator):
    return separator.join(text[at : at + size] for at in range(0, len(text), size))


def until(draw, make):
    """Draws until there is a value: some check digits do not exist for some numbers."""
    while True:
        value = make(draw)
        if value is not None:
            return value
