"""A mail server that answers as the recipient's name says, for tests of the SMTP connector.

Prints its port, then one JSON object a line for each message that it took. Ends when standard input does.
"""

import asyncio
import base64
import json
import sys

from aiosmtpd.smtp import SMTP


def say(value):
    print(json.dumps(value), flush=True)


class Handler:
    async def handle_RCPT(self, server, session, envelope, address, options):
        name = address.split("@")[0]
        replies = {
            "dead": "550 5.1.1 no such user",
            "blocked": "550 5.7.1 not wanted here",
            "full": "452 4.2.2 mailbox full",
            "grey": "451 4.7.1 come again",
            "closing": "421 4.3.2 closing",
        }
        if name in replies:
            return replies[name]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        name = envelope.rcpt_tos[0].split("@")[0]
        say(
            {
                "from": envelope.mail_from,
                "to": envelope.rcpt_tos,
                "content": base64.b64encode(envelope.original_content).decode(),
            }
        )
        if name == "spam":
            return "554 5.7.1 looks like spam"
        if name == "later":
            return "451 4.3.0 try again"
        if name == "lost":
            server.transport.close()
            return "250 nobody hears this"
        if name == "hang":
            await asyncio.sleep(3600)
        return "250 2.0.0 Ok: queued as 4711"


async def main():
    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(Handler(), enable_SMTPUTF8=True, hostname="peer.test"), "127.0.0.1", 0
    )
    say({"port": server.sockets[0].getsockname()[1]})
    await loop.run_in_executor(None, sys.stdin.read)


asyncio.run(main())
