"""Reads the e-mail on standard input with Python's own parser and prints what it found as JSON."""

import email
import email.policy
import json
import sys

raw = sys.stdin.buffer.read()
mail = email.message_from_bytes(raw, policy=email.policy.default)
texts = {}
for part in mail.walk():
    if part.get_content_maintype() == "text":
        payload = part.get_payload(decode=True).decode("utf-8")
        texts[part.get_content_subtype()] = payload
print(
    json.dumps(
        {
            "names": mail.keys(),
            "subject": mail["subject"],
            "from": [part for sender in mail["from"].addresses for part in (sender.display_name, sender.addr_spec)],
            "text": texts.get("plain"),
            "html": texts.get("html"),
            "unsubscribe": [mail[name] for name in ("List-Unsubscribe", "List-Unsubscribe-Post") if mail[name]],
            "defects": [str(defect) for part in mail.walk() for defect in part.defects],
            "lineBytesMax": max(len(line) for line in raw.split(b"\r\n")),
        }
    )
)
