"""What fails holds up none of the others, and does not pass unseen."""

import pytest

from app.usecases.isolation import for_each_isolated


async def test_what_fails_is_raised_once_the_others_are_done() -> None:
    done = []

    async def do(number: int) -> int:
        if number == 2:
            raise ValueError("two")
        done.append(number)
        return -number

    with pytest.raises(ExceptionGroup) as raised:
        await for_each_isolated([1, 2, 3], do)
    assert (done, [str(each) for each in raised.value.exceptions]) == ([1, 3], ["two"])
    assert await for_each_isolated([1, 3], do) == [-1, -3]
