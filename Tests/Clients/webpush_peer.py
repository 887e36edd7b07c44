"""A browser and its push service that answers as the endpoint's path says, for tests of the connector: decrypts with the
package http_ece, verifies with py_vapid.

Prints its port and the keys of its subscription, then one JSON object a line for each request. Ends when standard input does.
"""

import base64
import json
import os
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from py_vapid.utils import b64urldecode
from py_vapid import Vapid02

key = ec.generate_private_key(ec.SECP256R1())
secret = os.urandom(16)
lock = threading.Lock()


def say(value):
    with lock:
        print(json.dumps(value), flush=True)


def text(data):
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def read(headers, body):
    scheme, fields = headers["authorization"].split(" ", 1)
    assert scheme == "vapid"
    fields = dict(field.strip().split("=", 1) for field in fields.split(","))
    signed, signature = fields["t"].rsplit(".", 1)
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), b64urldecode(fields["k"].encode()))
    vapid = Vapid02()
    vapid._public_key = public
    assert vapid.verify_token(signed.encode(), signature)
    claims = json.loads(b64urldecode(signed.split(".")[1].encode()))
    plain = http_ece.decrypt(body, private_key=key, auth_secret=secret, version="aes128gcm")
    return {"claims": claims, "plain": plain.decode(), "k": fields["k"]}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"]))
        said = {name: self.headers[name] for name in ("ttl", "urgency", "content-encoding")}
        try:
            said |= read(self.headers, body)
        except Exception as error:
            said["error"] = f"{type(error).__name__}: {error}"
        say(said | {"path": self.path, "bytes": len(body), "body": text(body)})
        name = self.path.strip("/")
        if name == "cut":
            self.connection.shutdown(2)
            self.close_connection = True
            return
        self.send_response(int(name))
        if name == "429":
            self.send_header("Retry-After", "120")
        if name == "201":
            self.send_header("Location", "/message/7")
        self.send_header("Content-Length", "0")
        self.end_headers()


server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
server.daemon_threads = True
public = key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
say({"port": server.server_port, "p256dh": text(public), "auth": text(secret)})
threading.Thread(target=server.serve_forever, daemon=True).start()
sys.stdin.read()
