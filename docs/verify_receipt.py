"""Verifies a receipt offline: python verify_receipt.py RECEIPT KEYS [FILE ...] (receipts.md)."""

import base64
import hashlib
import json
import sys
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


def canonical(value):  # RFC 8785, for values that have no fractions and only ASCII names
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def sha256(value):
    return hashlib.sha256(value if isinstance(value, bytes) else canonical(value)).hexdigest()


def need(truth, refusal):
    return truth or sys.exit(f"REFUSED: {refusal}.")


sys.excepthook = lambda kind, *_: print("REFUSED: no receipt:", kind.__name__, file=sys.stderr)
document, keys, *files = (Path(name).read_bytes() for name in sys.argv[1:])
receipt, signature = (json.loads(document)[name] for name in ("receipt", "signature"))
key = {one["kid"]: one["x"] for one in json.loads(keys)["keys"]}.get(receipt["key_id"], "")
try:
    x, y = (base64.urlsafe_b64decode(text + "==") for text in (key, signature["value"]))
    Ed25519PublicKey.from_public_bytes(x).verify(y, canonical(receipt))
except (InvalidSignature, ValueError):
    need(False, "the signature does not fit what the receipt says and the keys given")
previous, acts, whole, target = "", {}, True, ["claims.claim", receipt["check"]["id"]]
for seq, event in enumerate(receipt["events"], 1):
    need((event["seq"], event["previous_hash"]) == (seq, previous), f"event {seq} is out of place")
    shown, whole = event.get("fields", {}), whole and "fields" in event
    place = {"target": target, "seq": seq, "previous_hash": previous, "fields": {}}
    for name, f in shown.items():  # with salt and value where it is public, else by its digest
        place["fields"][name] = f.get("digest") or sha256([f["salt"], name, f["value"]])
        need("digest" not in f or "value" not in f, f"event {seq} says something unproven")
    need(not shown or sha256(place) == event["hash"], f"event {seq} was changed")
    previous, said = event["hash"], {name: one.get("value") for name, one in shown.items()}
    if said.get("action") in ("publish", "correct", "retract"):
        acts[said["action"] == "retract", said["values"]["verdict"]] = said
for verdict in receipt["verdicts"]:
    for is_end in (False, True)[: 2 if verdict["retracted_at"] else 1]:
        act = acts.pop((is_end, verdict["id"]), {} if not whole else None)
        need(act is not None, f"verdict {verdict['id']} is not in the chain")
        for name, pair in (act.get("digests") or {}).items():
            need(pair[1] == sha256(verdict[name].encode()), f"the {name} of a verdict was changed")
need(not acts, "the chain has a verdict or a retraction that the receipt leaves out")
span, kept = receipt["span"], [s["kept"] or {} for v in receipt["verdicts"] for s in v["sources"]]
for data in files:
    is_text = sha256(data) == receipt["transcript"]["text_sha256"]
    need(is_text or any(sha256(data) in one.values() for one in kept), "a file is not known")
    there = data.decode()[span["start"] : span["end"]] if is_text else span["text"]
    need(there == span["text"], "the span is not what stands there in the transcript")
print("Verified:", receipt["check"]["url"], receipt["check"]["state"], previous)
