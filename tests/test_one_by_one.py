"""What fails holds up none of the others, and does not pass unseen."""

import pytest

from app.usecases.one_by_one import one_by_one


async def test_what_fails_is_raised_once_the_others_are_done() -> None:
    done = []

    async def do(number: int) -> int:
        if number == 2:
            raise ValueError("two")
        done.append(number)
        return -number

    with pytest.raises(ExceptionGroup) as raised:
        await one_by_one([1, 2, 3], do)
    assert (done, [str(each) for each in raised.value.exceptions]) == ([1, 3], ["two"])
    assert await one_by_one([1, 3], do) == [-1, -3]
