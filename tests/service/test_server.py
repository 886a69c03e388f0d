"""The server on a real socket: silent and slow connections end, odd requests are refused, all others are answered."""

import socket
import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn
from fastapi import FastAPI

from matcher.config import load_settings
from matcher.errors import InputError
from service.frame import hosts_of
from service.server import TimedProtocol, check_reach, is_of_this_machine
from tests.service.conftest import World
from tests.service.problems import check_problem

MOST = 12


class Quick(TimedProtocol):
    """The limits of a test: a third of a second, and few connections."""

    header_seconds = 0.3
    most_connections = MOST


@pytest.fixture(scope="module")
def port(world: World) -> Iterator[int]:
    """A port on which a world is served."""
    app: FastAPI = world.app
    config = uvicorn.Config(app, port=0, http=Quick, ws="none", lifespan="off", log_level="critical")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield server.servers[0].sockets[0].getsockname()[1]
    server.should_exit = True
    thread.join()


def say(port: int, *parts: bytes, pause: float = 0) -> bytes:
    """All that the server answers to bytes, sent in parts, until it closes the connection."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        for part in parts:
            try:
                connection.sendall(part)
            except OSError:
                break
            time.sleep(pause)
        answer = b""
        try:
            while more := connection.recv(65_536):
                answer += more
        except OSError:
            pass
        return answer


def is_closed(connection: socket.socket) -> bool:
    """Whether the server has closed a connection already."""
    connection.setblocking(False)
    try:
        return connection.recv(1) == b""
    except BlockingIOError:
        return False
    except OSError:
        return True


def test_a_silent_connection_is_closed(port: int) -> None:
    assert say(port) == b""


def test_headers_that_come_a_byte_at_a_time_are_not_waited_for(port: int) -> None:
    slowly = [b"GET /healthz HTTP/1.1\r\n", *[b"x"] * 20]
    assert say(port, *slowly, pause=0.05) == b""


def test_a_connection_that_is_kept_is_closed_too_once_it_is_silent(port: int) -> None:
    answer = say(port, b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n", b"GET /hea", pause=0.05)
    assert answer.startswith(b"HTTP/1.1 200")
    assert answer.count(b"HTTP/1.1") == 1


def test_a_body_that_does_not_come_holds_no_connection(port: int) -> None:
    head = b"POST /healthz HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nabc"
    assert say(port, head).startswith(b"HTTP/1.1 405")


def test_connections_over_the_limit_are_refused_and_those_under_it_served_again(port: int) -> None:
    held = [socket.create_connection(("127.0.0.1", port), timeout=20) for _ in range(MOST + 8)]
    time.sleep(0.1)  # well before the silent ones are closed
    refused = [connection for connection in held if is_closed(connection)]
    for connection in held:
        connection.close()
    assert len(refused) == len(held) - MOST
    time.sleep(0.1)
    assert say(port, b"GET /healthz HTTP/1.0\r\nHost: localhost\r\n\r\n").startswith(b"HTTP/1.1 200")


def test_a_length_beside_chunks_is_refused(port: int) -> None:
    head = b"POST /healthz HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n"
    answer = say(port, head, b"0\r\n\r\nGET /api/needs HTTP/1.1\r\nHost: localhost\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 400")
    assert answer.count(b"HTTP/1.1") == 1, "what was smuggled behind it is no request"


def test_the_server_does_not_say_what_it_is(port: int) -> None:
    head, _, _ = say(port, b"GET /healthz HTTP/1.0\r\nHost: localhost\r\n\r\n").partition(b"\r\n\r\n")
    assert b"python" not in head.lower()


@pytest.mark.parametrize("host", ["evil.example", "testserver.evil.example", "", "testserver@evil.example", "[::2]"])
def test_a_host_that_is_not_ours_is_refused(world: World, host: str) -> None:
    check_problem(world.client().get("/healthz", headers={"host": host}), 421, "/healthz")


@pytest.mark.parametrize("host", ["testserver", "TESTSERVER:8000", "localhost:80", "127.0.0.1", "[::1]:8000"])
def test_our_hosts_are_answered_with_any_port(world: World, host: str) -> None:
    assert world.client().get("/healthz", headers={"host": host}).status_code == 200


def test_a_page_of_another_site_is_refused_and_one_of_ours_is_not(world: World) -> None:
    check_problem(world.client().get("/healthz", headers={"origin": "https://evil.example"}), 403, "/healthz")
    assert world.client().get("/healthz", headers={"origin": "http://testserver"}).status_code == 200


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/openapi.json", "/api/needs", "/nowhere"])
def test_head_is_answered_like_get_without_its_body(world: World, path: str) -> None:
    client = world.signed_in("lin")
    got, head = client.get(path), client.head(path)
    assert head.status_code == got.status_code
    assert head.content == b""
    for name in ("content-type", "content-length", "content-security-policy"):
        assert head.headers[name] == got.headers[name]


def test_over_https_cookies_are_for_this_host_only_and_browsers_stay_with_it() -> None:
    settings = load_settings(address="https://match.example.org", store="memory")
    assert settings.is_secure
    assert hosts_of(settings.reached_at, "old.example.org, [2001:db8::1]:8443") == {
        "match.example.org", "old.example.org", "2001:db8::1", "127.0.0.1", "localhost", "::1",
    }  # fmt: skip


def test_a_service_that_others_can_reach_must_know_its_address() -> None:
    with pytest.raises(InputError, match="HOMEMATCH_ADDRESS"):
        check_reach(load_settings(host="0.0.0.0"))
    check_reach(load_settings(host="0.0.0.0", address="https://match.example.org"))
    check_reach(load_settings())
    assert is_of_this_machine(load_settings())
    assert not is_of_this_machine(load_settings(host="0.0.0.0", address="http://match.example.org:8000"))
