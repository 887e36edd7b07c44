"""Sends one of every call of the tracking protocol with a real client, and prints what the client made of it.

usage: tracking.py segment|rudderstack HOST WRITE_KEY plain|gzip
"""

import json
import sys

name, host, write_key, encoding = sys.argv[1:]
if name == "segment":
    from segment.analytics.client import Client
else:
    from rudderstack.analytics.client import Client

errors = []
client = Client(
    write_key,
    host=host,
    gzip=encoding == "gzip",
    upload_interval=0.1,
    max_retries=4,
    on_error=lambda error, items: errors.append([getattr(error, "status", None), str(error), len(items)]),
)
client.identify(
    user_id="42", anonymous_id="a1", traits={"age": 30, "firstName": "Ada", "email": "ada@example.com", "town": None}
)
client.track(user_id="42", event="Order Completed", properties={"total": 12.5, "note": "café 😀", "coupon": None})
client.track(anonymous_id="a2", event="Video Played")
client.page(user_id="42", category="Docs", name="Home", properties={"url": "/"})
client.screen(user_id=42, name="Cart")
client.group(user_id="42", group_id="g1", traits={"plan": "gold"})
client.alias("old", "42")
client.flush()
client.join()
print(json.dumps({"errors": errors}))
