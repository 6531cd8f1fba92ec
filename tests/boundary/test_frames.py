import os
import socket
import threading
import time
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.boundary import frames
from grader.boundary.channel import HEADER, Channel
from grader.boundary.frames import MAX_FRAME, DeadlinePassed, FrameError, PeerGone

Pair = tuple[Channel, socket.socket]


def soon() -> float:
    return time.monotonic() + 0.2


@pytest.fixture
def pair() -> Iterator[Pair]:
    """A channel, and the bare socket of its peer."""
    ours, theirs = socket.socketpair()
    channel = Channel(ours)
    yield channel, theirs
    channel.close()
    theirs.close()


@given(st.lists(st.binary(max_size=3000)))
def test_frames_arrive_whole_and_in_order(payloads):
    ours, theirs = socket.socketpair()
    here, there = Channel(ours), Channel(theirs)
    try:
        for payload in payloads:
            here.send(payload)
        assert [there.receive(time.monotonic() + 10) for _ in payloads] == payloads
        assert not there.has_input()
    finally:
        here.close()
        there.close()


def test_a_frame_larger_than_any_socket_buffer(pair):
    channel, peer = pair
    payload = os.urandom(3 << 20)
    sender = threading.Thread(target=Channel(peer).send, args=(payload, time.monotonic() + 30))
    sender.start()
    assert channel.receive(time.monotonic() + 30) == payload
    sender.join()


def test_a_length_is_checked_before_anything_is_read(wording, pair):
    channel, peer = pair
    peer.sendall(HEADER.pack(MAX_FRAME + 1))
    with pytest.raises(FrameError) as caught:
        channel.receive(soon())
    assert str(caught.value) == wording


def test_too_much_is_not_sent_either(wording, pair, monkeypatch):
    channel, _ = pair
    monkeypatch.setattr(frames, "MAX_FRAME", 10)
    with pytest.raises(FrameError) as caught:
        channel.send(b"01234567890")
    assert str(caught.value) == wording
    assert not Channel(pair[1]).has_input()


@pytest.mark.parametrize(
    "sent",
    [b"", HEADER.pack(5)[:2], HEADER.pack(5), HEADER.pack(5) + b"abc"],
    ids=["nothing", "half", "header", "part"],
)
def test_a_frame_that_never_ends_meets_the_deadline(pair, sent):
    channel, peer = pair
    peer.sendall(sent)
    with pytest.raises(DeadlinePassed):
        channel.receive(soon())


def test_the_deadline_holds_for_the_last_byte_not_for_each_one(pair):
    """A peer that drips one byte at a time is never silent for long, and late all the same."""
    channel, peer = pair
    finished = threading.Event()

    def drip() -> None:
        for byte in HEADER.pack(100_000) + bytes(100_000):
            if finished.wait(0.01):
                return
            peer.sendall(bytes([byte]))

    dripping = threading.Thread(target=drip)
    dripping.start()
    with pytest.raises(DeadlinePassed):
        channel.receive(soon())
    finished.set()
    dripping.join()


def test_a_peer_that_reads_nothing_meets_the_deadline(pair):
    channel, _ = pair
    with pytest.raises(DeadlinePassed):
        channel.send(bytes(8 << 20), soon())


@pytest.mark.parametrize("sent", [b"", HEADER.pack(5)[:3], HEADER.pack(5) + b"abc"], ids=["nothing", "half", "part"])
def test_a_peer_that_closes_its_end_is_gone(pair, sent):
    channel, peer = pair
    peer.sendall(sent)
    peer.close()
    with pytest.raises(PeerGone):
        channel.receive(soon())


def test_sending_to_a_closed_peer(pair):
    channel, peer = pair
    peer.close()
    with pytest.raises(PeerGone):
        channel.send(b"anybody?")
    with pytest.raises(PeerGone):
        channel.send(b"anybody?", descriptors=[0])


def test_descriptors_travel_with_a_frame(pair):
    channel, peer = pair
    reading, writing = os.pipe()
    Channel(peer).send(b"here is a pipe", descriptors=[writing])
    payload, descriptors = channel.receive_with_descriptors(soon())
    os.write(descriptors[0], b"through it")
    assert (payload, os.read(reading, 100)) == (b"here is a pipe", b"through it")
    for descriptor in (reading, writing, *descriptors):
        os.close(descriptor)


def test_a_plain_frame_brings_no_descriptor(pair):
    channel, peer = pair
    Channel(peer).send(b"plain")
    assert channel.receive_with_descriptors(soon()) == (b"plain", [])


def test_another_descriptor_is_heard_while_waiting(pair):
    """What a worker prints is read while its answer is awaited, so that a full pipe cannot block it."""
    channel, peer = pair
    reading, writing = os.pipe()
    heard = []

    def hear() -> None:
        heard.append(os.read(reading, 100))
        Channel(peer).send(b"answer")

    os.write(writing, b"printed")
    assert channel.receive(soon(), watch=reading, meanwhile=hear) == b"answer"
    assert heard == [b"printed"]
    os.close(reading)
    os.close(writing)


def test_unrequested_input_is_noticed(pair):
    channel, peer = pair
    assert not channel.has_input()
    peer.sendall(b"x")
    assert channel.has_input()
    assert channel.has_input()  # it was only looked at


def test_a_peer_that_is_gone_has_not_sent_anything(pair):
    channel, peer = pair
    peer.close()
    with pytest.raises(PeerGone):
        channel.has_input()


def test_closing_wakes_a_thread_that_waits(pair):
    channel, _ = pair
    woken = []

    def wait() -> None:
        with pytest.raises((PeerGone, OSError)):
            channel.receive(time.monotonic() + 30)
        woken.append(True)

    waiting = threading.Thread(target=wait)
    waiting.start()
    time.sleep(0.05)
    channel.close()
    waiting.join(10)
    assert woken
