"""A server that speaks HTTP/2 as APNs does, for tests of the connector: the end of the device token says the status. It checks
the token's signature with the public key of its argument (PEM in a file), the topic and the headers.

Prints its port and the file of its certificate, then one JSON object a line for each request. Ends when standard input does.
"""

import asyncio
import base64
import datetime
import ipaddress
import json
import ssl
import sys
import tempfile

import h2.config
import h2.connection
import h2.events
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.x509.oid import NameOID

with open(sys.argv[1], "rb") as file:
    team_key = serialization.load_pem_public_key(file.read())


def say(value):
    print(json.dumps(value), flush=True)


def bytes_of(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def verify(header):
    scheme, token = header.split(" ")
    assert scheme == "bearer"
    head, claims, signature = token.split(".")
    raw = bytes_of(signature)
    numbers = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    team_key.verify(numbers, f"{head}.{claims}".encode(), ec.ECDSA(hashes.SHA256()))
    return json.loads(bytes_of(head)), json.loads(bytes_of(claims))


reasons = {
    "400": "BadDeviceToken",
    "401": "PayloadEmpty",
    "403": "InvalidProviderToken",
    "410": "Unregistered",
    "413": "PayloadTooLarge",
    "429": "TooManyRequests",
    "500": "InternalServerError",
    "503": "ServiceUnavailable",
}


class Server(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport = transport
        self.h2 = h2.connection.H2Connection(h2.config.H2Configuration(client_side=False))
        self.h2.initiate_connection()
        self.requests = {}
        transport.write(self.h2.data_to_send())

    def data_received(self, data):
        for event in self.h2.receive_data(data):
            if isinstance(event, h2.events.RequestReceived):
                headers = {name.decode(): value.decode() for name, value in event.headers}
                self.requests[event.stream_id] = (headers, bytearray())
            elif isinstance(event, h2.events.DataReceived):
                self.requests[event.stream_id][1].extend(event.data)
                self.h2.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
            elif isinstance(event, h2.events.StreamEnded):
                self.answer(event.stream_id, *self.requests.pop(event.stream_id))
        self.transport.write(self.h2.data_to_send())

    def answer(self, stream, headers, body):
        said = {name: headers.get(name) for name in headers if name.startswith("apns-")}
        try:
            said["head"], said["claims"] = verify(headers["authorization"])
            said["payload"] = json.loads(body)
        except Exception as error:
            said["error"] = f"{type(error).__name__}: {error}"
        say(said | {"path": headers[":path"]})
        status = headers[":path"][-3:]
        if status == "000":
            self.transport.abort()
            return
        body = b"" if status == "200" else json.dumps({"reason": reasons[status]}).encode()
        fields = [(":status", "400" if status == "401" else status), ("apns-id", headers["apns-id"])]
        if status == "429":
            fields.append(("retry-after", "9"))
        self.h2.send_headers(stream, fields, end_stream=not body)
        if body:
            self.h2.send_data(stream, body, end_stream=True)


async def main():
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "peer.test")])
    now = datetime.datetime.now(datetime.timezone.utc)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    with tempfile.TemporaryDirectory() as folder:
        path = folder + "/certificate.pem"
        with open(path, "wb") as file:
            file.write(certificate.public_bytes(serialization.Encoding.PEM))
        with open(folder + "/key.pem", "wb") as file:
            file.write(
                key.private_bytes(
                    serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
                )
            )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(path, folder + "/key.pem")
        context.set_alpn_protocols(["h2"])
        loop = asyncio.get_running_loop()
        server = await loop.create_server(Server, "127.0.0.1", 0, ssl=context)
        say({"port": server.sockets[0].getsockname()[1], "certificate": path})
        await loop.run_in_executor(None, sys.stdin.read)


asyncio.run(main())
