"""A receiver of webhooks that answers as the path says, for tests of connectors over HTTP. Verifies signatures with the package
standardwebhooks.

Prints its port, then one JSON object a line for each request. Ends when standard input does. The secret is its argument.
"""

import datetime
import json
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from unittest import mock

from standardwebhooks.webhooks import Webhook

lock = threading.Lock()


def say(value):
    with lock:
        print(json.dumps(value), flush=True)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        try:
            # The messages of tests have a time of their own, at which the package looks from the same moment.
            moment = datetime.datetime.fromtimestamp(int(self.headers["webhook-timestamp"]), datetime.timezone.utc)
            with mock.patch("standardwebhooks.webhooks.datetime") as clock:
                clock.now.return_value = moment
                clock.fromtimestamp.side_effect = datetime.datetime.fromtimestamp
                verified = Webhook(sys.argv[1]).verify(body, dict(self.headers))
        except Exception as error:
            verified = f"{type(error).__name__}: {error}"
        say({"path": self.path, "id": self.headers["webhook-id"], "verified": verified})
        name = self.path.strip("/")
        if name == "hang":
            time.sleep(3600)
        if name == "cut":
            self.connection.shutdown(2)
            self.close_connection = True
            return
        self.send_response(int(name))
        if name in ("429", "503"):
            self.send_header("Retry-After", "17")
        if name == "302":
            self.send_header("Location", f"http://127.0.0.1:{self.server.server_port}/200")
        self.send_header("Content-Length", "0")
        self.end_headers()


server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
server.daemon_threads = True
say({"port": server.server_port})
threading.Thread(target=server.serve_forever, daemon=True).start()
sys.stdin.read()
