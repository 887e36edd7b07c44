"""Verifies the DKIM signature of the message on standard input: argument 1 is the text that DNS holds for its key."""

import sys

import dkim

record = sys.argv[1].encode()
message = sys.stdin.buffer.read()
ok = dkim.verify(message, dnsfunc=lambda name, timeout=5: record)
print("verified" if ok else "not verified")
sys.exit(0 if ok else 1)
