from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from gradviz.core.graph import from_iteration
from gradviz.core.timeline import Timeline
from gradviz.ui.player import FASTEST, SLOWEST, Player
from tests import traces


@pytest.fixture
def player(qapp: object) -> Player:
    iteration = traces.two_layer()
    player = Player()
    player.set_timeline(Timeline(iteration, from_iteration(iteration)), 6)
    return player


def test_without_a_timeline_every_move_is_harmless(qapp: object) -> None:
    player = Player()
    for move in (player.to_start, player.to_end, player.to_loss, player.play, player.toggle):
        move()
    player.step(1)
    player.step_line(-1)
    player.seek(7)
    assert (player.position, player.end, player.is_playing) == (0, 0, False)


def test_jumps(player: Player) -> None:
    player.to_end()
    assert player.position == 16
    player.to_loss()
    assert player.position == 6
    player.to_start()
    assert player.position == 0


def test_steps_stay_within_the_timeline(player: Player) -> None:
    player.seek(15)
    player.step(1)
    player.step(1)
    assert player.position == 16
    player.seek(-3)
    player.step(-1)
    assert player.position == 0


def test_back_undoes_forth(player: Player) -> None:
    for _ in range(10):
        player.step(1)
    for _ in range(16):
        player.step(-1)
    assert player.position == 0


def test_a_line_at_a_time(player: Player) -> None:
    player.to_start()
    lines = []
    for _ in range(3):
        player.step_line(1)
        timeline = player.timeline
        assert timeline is not None
        lines.append(timeline.line_at(player.position))
    assert lines[:2] == [6, 7]
    player.step_line(-1)
    assert player.position < 16


def test_a_position_is_told_once(player: Player, qtbot: QtBot) -> None:
    told: list[int] = []
    player.position_changed.connect(told.append)
    player.seek(3)
    player.seek(3)
    player.step(1)
    assert told == [3, 4]


def test_it_plays_to_the_end_and_stops(player: Player, qtbot: QtBot) -> None:
    told: list[bool] = []
    player.playing_changed.connect(told.append)
    player.set_speed(60)
    player.seek(11)
    player.play()
    qtbot.waitUntil(lambda: not player.is_playing)
    assert player.position == 16
    assert told == [True, False]


def test_from_the_end_it_starts_over(player: Player) -> None:
    player.to_end()
    player.play()
    assert (player.position, player.is_playing) == (0, True)
    player.toggle()
    assert not player.is_playing


def test_a_step_by_hand_stops_playing(player: Player) -> None:
    player.play()
    player.step(-1)
    assert not player.is_playing
    assert player.position == 5


def test_speed_has_limits(player: Player) -> None:
    player.set_speed(1000)
    assert player.speed == FASTEST
    player.set_speed(0)
    assert player.speed == SLOWEST


def test_speed_counts_events_per_second(player: Player, qtbot: QtBot) -> None:
    player.to_start()
    player.set_speed(20)
    player.play()
    qtbot.wait(500)
    player.pause()
    assert 5 <= player.position <= 11


def test_another_timeline_stops_playing(player: Player) -> None:
    player.play()
    chain = traces.chain(3)
    player.set_timeline(Timeline(chain, from_iteration(chain)), 99)
    assert not player.is_playing
    assert player.position == player.end == 7
