"""A provider of text messages (SMPP 3.4) that answers as the end of the recipient's number says, for tests of the connector.

Prints its port, then one JSON object a line for each message that it took and each answer to what it delivered. Takes
commands as JSON objects, one a line: {"from": …, "text": …, "coding": "gsm" | "latin1" | "ucs2"} is delivered as a message,
{"drop": true} cuts connections. Ends when standard input does. Options: --quiet prints no messages; --decimal writes the ids
of receipts in decimal figures, while answers are hexadecimal.
"""

import json
import logging
import sys
import threading

import smsutil.codecs  # registers gsm0338  # noqa: F401
from smpp.pdu.operations import DeliverSM
from smpp.pdu.pdu_types import (
    AddrNpi,
    AddrTon,
    CommandStatus,
    DataCoding,
    DataCodingDefault,
    EsmClass,
    EsmClassGsmFeatures,
    EsmClassMode,
    EsmClassType,
)
from smpp.twisted.config import SMPPServerConfig
from smpp.twisted.protocol import DataHandlerResponse
from smpp.twisted.server import IAuthenticatedSMPP, SMPPServerFactory
from twisted.cred.checkers import ICredentialsChecker
from twisted.cred.credentials import IUsernamePassword
from twisted.cred.error import UnauthorizedLogin
from twisted.cred.portal import IRealm, Portal
from twisted.internet import defer, reactor
from zope.interface import implementer

logging.disable(logging.CRITICAL)
quiet = "--quiet" in sys.argv
decimal = "--decimal" in sys.argv
# How many receipts were answered.
answered = 0
seen = {}


# The library prints what it reads, now and then.
out = sys.stdout
sys.stdout = sys.stderr


def say(value):
    out.write(json.dumps(value) + "\n")
    out.flush()


@implementer(IRealm)
class Realm:
    def requestAvatar(self, avatar, mind, *interfaces):
        return IAuthenticatedSMPP, avatar, lambda: None


@implementer(ICredentialsChecker)
class Checker:
    credentialInterfaces = (IUsernamePassword,)

    def requestAvatarId(self, credentials):
        if (credentials.username, credentials.password) != ("mesure", "secret"):
            raise UnauthorizedLogin()
        return credentials.username


codings = {
    "gsm": (DataCodingDefault.SMSC_DEFAULT_ALPHABET, "gsm0338"),
    "latin1": (DataCodingDefault.LATIN_1, "latin-1"),
    "ucs2": (DataCodingDefault.UCS2, "utf-16-be"),
}


def deliver(smpp, source, recipient, text, coding, is_receipt):
    value, codec = codings[coding]
    kind = EsmClassType.SMSC_DELIVERY_RECEIPT if is_receipt else EsmClassType.DEFAULT
    pdu = DeliverSM(
        source_addr_ton=AddrTon.INTERNATIONAL,
        source_addr_npi=AddrNpi.ISDN,
        source_addr=source.encode(),
        destination_addr=recipient.encode(),
        esm_class=EsmClass(EsmClassMode.DEFAULT, kind),
        short_message=text.encode(codec),
        data_coding=DataCoding(schemeData=value),
    )

    def done(result):
        global answered
        answered += 1
        if quiet:
            if answered % 1000 == 0:
                say({"receipts": answered})
        else:
            failure = getattr(result, "value", None)
            status = getattr(failure, "response", getattr(result, "response", None))
            say({"answer": str(status.status.name) if status else str(failure)})

    smpp.sendDataRequest(pdu).addBoth(done)


receipts = {"97": ("UNDELIV", "001"), "94": ("EXPIRED", "000"), "92": ("REJECTD", "000"), "90": ("UNDELIV", "027")}
last = 0


def take(system, smpp, pdu):
    global last
    parameters = pdu.params
    recipient = parameters["destination_addr"].decode()
    end = recipient[-2:]
    message = parameters["short_message"]
    has_header = EsmClassGsmFeatures.UDHI_INDICATOR_SET in parameters["esm_class"].gsmFeatures
    header = message[: message[0] + 1] if has_header else b""
    text = message[len(header) :]
    is_ucs2 = parameters["data_coding"].schemeData == DataCodingDefault.UCS2
    if not quiet:
        say(
            {
                "from": parameters["source_addr"].decode(),
                "from_kind": parameters["source_addr_ton"].name,
                "to": recipient,
                "header": header.hex(),
                "text": text.decode("utf-16-be" if is_ucs2 else "gsm0338"),
                "coding": "ucs2" if is_ucs2 else "gsm",
                "receipt": parameters["registered_delivery"].receipt.name,
                "validity": str(parameters["validity_period"] or ""),
            }
        )
    if end == "99":
        return CommandStatus.ESME_RTHROTTLED
    if end == "98":
        return CommandStatus.ESME_RINVDSTADR
    if end == "93":
        return CommandStatus.ESME_RMSGQFUL
    if end == "89":
        return CommandStatus.ESME_RINVSRCADR
    if end == "96":
        return defer.Deferred()
    if end == "95":
        smpp.transport.abortConnection()
        return defer.Deferred()
    # The second part is throttled when it first comes.
    if end == "91" and header[-1:] == b"\x02" and seen.setdefault(recipient, 0) == 0:
        seen[recipient] = 1
        return CommandStatus.ESME_RTHROTTLED
    last += 1
    number = 0xA00000 + last
    state, error = receipts.get(end, ("DELIVRD", "000"))
    name = parameters["registered_delivery"].receipt.name
    wanted = name == "SMSC_DELIVERY_RECEIPT_REQUESTED" or (name.endswith("FOR_FAILURE") and state != "DELIVRD")
    if wanted:
        receipt = (
            f"id:{number if decimal else format(number, 'x')} sub:001 dlvrd:001 submit date:2611291200 "
            f"done date:2611291201 stat:{state} err:{error} text:id:0 stat:UNDELIV"
        )
        reactor.callLater(
            0.05, deliver, smpp, recipient, parameters["source_addr"].decode(), receipt, "gsm", True
        )
    return DataHandlerResponse(CommandStatus.ESME_ROK, message_id=format(number, "x").encode())


config = SMPPServerConfig(
    msgHandler=take, systems={"mesure": {"max_bindings": 4}}, enquireLinkTimerSecs=3600, inactivityTimerSecs=3600
)
portal = Portal(Realm(), [Checker()])
factory = SMPPServerFactory(config, portal)


def obey(command):
    bound = factory.getBoundConnections("mesure")
    if "drop" in command:
        for smpp in list(bound or []):
            smpp.transport.abortConnection()
    elif bound:
        smpp = bound.getNextBindingForDelivery()
        deliver(smpp, command["from"], command.get("to", "36111"), command["text"], command["coding"], False)


def read():
    for line in sys.stdin:
        reactor.callFromThread(obey, json.loads(line))
    reactor.callFromThread(reactor.stop)


port = reactor.listenTCP(0, factory, interface="127.0.0.1")
say({"port": port.getHost().port})
threading.Thread(target=read, daemon=True).start()
reactor.run()
