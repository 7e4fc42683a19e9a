"""Deliveries wait for each other, but for none that hangs."""

from __future__ import annotations

import asyncio

import pytest

from monitor.stages.turn import Turn


async def test_of_three_that_want_to_send_one_does_at_a_time_in_the_order_in_which_they_came() -> None:
    turn, seen = Turn(), []

    async def send(name: str) -> None:
        async with turn.taken():
            seen.append(f"{name} begins")
            await asyncio.sleep(0)
            seen.append(f"{name} ends")

    await asyncio.gather(send("a"), send("b"), send("c"))
    assert seen == ["a begins", "a ends", "b begins", "b ends", "c begins", "c ends"]


async def test_one_that_hangs_keeps_the_next_waiting_no_longer_than_the_patience() -> None:
    turn, hanging = Turn(patience=0.05), asyncio.Event()

    async def hang() -> None:
        async with turn.taken():
            await hanging.wait()

    stuck = asyncio.create_task(hang())
    await asyncio.sleep(0)
    async with asyncio.timeout(10), turn.taken():
        assert not stuck.done()
        hanging.set()
        await stuck  # its end frees nothing that another one holds
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.01), turn.taken():
                pass


async def test_one_that_fails_gives_its_turn_away() -> None:
    turn = Turn()
    with pytest.raises(OSError, match="cut"):
        async with turn.taken():
            raise OSError("cut")
    async with asyncio.timeout(10), turn.taken():
        pass
