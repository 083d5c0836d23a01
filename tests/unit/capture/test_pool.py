"""Idle connections are closed in time, by one timer of the reactor's."""

from __future__ import annotations

from twisted.internet.task import Clock

from crawler.capture.pool import IdleTimers


def test_what_is_not_cancelled_is_called_in_time_and_once():
    clock, called = Clock(), []
    timers = IdleTimers(clock)
    timers.callLater(240, called.append, "a")
    cancelled = timers.callLater(240, called.append, "b")
    clock.advance(100)
    timers.callLater(240, called.append, "c")
    cancelled.cancel()
    cancelled.cancel()
    assert len(clock.getDelayedCalls()) == 1
    clock.advance(139)
    assert called == []
    clock.advance(1)
    assert called == ["a"]
    clock.advance(99)
    assert called == ["a"]
    clock.advance(1)
    assert called == ["a", "c"]
    assert clock.getDelayedCalls() == []


def test_one_that_is_set_by_another_is_called_too():
    clock, called = Clock(), []
    timers = IdleTimers(clock)
    timers.callLater(240, lambda: timers.callLater(240, called.append, "later"))
    clock.advance(240)
    clock.advance(240)
    assert called == ["later"]


def test_nothing_is_called_after_the_end():
    clock, called = Clock(), []
    timers = IdleTimers(clock)
    timers.callLater(240, called.append, "a")
    timers.stop()
    timers.stop()
    assert clock.getDelayedCalls() == []
    clock.advance(1000)
    assert called == []
