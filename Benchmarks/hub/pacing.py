"""A sender that keeps a pace whatever the answers do, so that waiting is not hidden."""

import asyncio
import time

from measures import Failure

CONNECTIONS_MAX = 256
# A request that has not begun so long after its time means that the hub does not keep up.
LATE_SECONDS_MAX = 30


class Connection(asyncio.Protocol):
    """One connection that is kept: a request, its answer, and the next."""

    def __init__(self):
        self.answer = None
        self.buffer = b""

    def connection_made(self, transport):
        self.transport = transport

    def data_received(self, data):
        self.buffer += data
        head, mark, body = self.buffer.partition(b"\r\n\r\n")
        if not mark:
            return
        fields = head.lower().split(b"\r\n")
        length = next((int(field[15:]) for field in fields if field.startswith(b"content-length:")), 0)
        if len(body) < length:
            return
        self.buffer = b""
        self.answer.set_result((int(fields[0].split(b" ")[1]), body))

    def connection_lost(self, error):
        if self.answer and not self.answer.done():
            self.answer.set_exception(Failure(f"the hub closed a connection: {error}"))

    async def ask(self, request):
        self.answer = asyncio.get_running_loop().create_future()
        self.transport.write(request)
        return await self.answer


async def _send(port, requests, rate):
    loop = asyncio.get_running_loop()
    free, waited, count = asyncio.LifoQueue(), [], 0

    async def one(request, at):
        nonlocal count
        if free.empty() and count < CONNECTIONS_MAX:
            count += 1
            _, connection = await loop.create_connection(Connection, "127.0.0.1", port)
        else:
            connection = await free.get()
        status, body = await connection.ask(request)
        waited.append(time.perf_counter() - at)
        free.put_nowait(connection)
        if not 200 <= status < 300:
            raise Failure(f"the hub answers {status}: {body[:500].decode(errors='replace')}")

    begun = time.perf_counter()
    running = set()
    for number, request in enumerate(requests):
        at = begun + number / rate
        pause = at - time.perf_counter()
        if pause > 0:
            await asyncio.sleep(pause)
        elif pause < -LATE_SECONDS_MAX:
            raise Failure(f"request {number} is {-pause:.0f} s late: the hub takes fewer than {rate:,.0f} a second")
        elif number % 16 == 0:
            await asyncio.sleep(0)
        task = asyncio.ensure_future(one(request, at))
        running.add(task)
        for done in [task for task in running if task.done()] if len(running) > 64 else []:
            running.discard(done)
            done.result()
    await asyncio.gather(*running)
    return waited, time.perf_counter() - begun, count


def request(path, body, key):
    """The bytes of a POST."""
    return (f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {key}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n{body}").encode()


def send(port, requests, rate):
    """Sends so many requests a second, each at its time. Seconds from that time to the answer, ascending; the seconds in
    all; and how many connections it took. An answer that is not 2xx ends the benchmark."""
    waited, seconds, connections = asyncio.run(_send(port, requests, rate))
    return {"waited": sorted(waited), "seconds": seconds, "connections": connections}


def share(values, part):
    """The value below which a part of ascending values lies."""
    return values[min(len(values) - 1, int(part * len(values)))]
