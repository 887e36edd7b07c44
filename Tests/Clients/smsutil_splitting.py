"""Cuts each text of a JSON list into parts with smsutil: encoding, then what each part says and how long it is."""

import json
import sys

import smsutil

texts = json.load(open(sys.argv[1], encoding="utf-8"))
answers = []
for text in texts:
    found = smsutil.split(text)
    is_gsm = found.encoding == "gsm0338"
    answers.append({
        "encoding": "gsm-7" if is_gsm else "ucs-2",
        "parts": [{"text": part.content, "length": part.bytes if is_gsm else part.bytes // 2} for part in found.parts],
    })
json.dump(answers, sys.stdout)
