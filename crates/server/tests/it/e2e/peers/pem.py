"""jwcrypto over cryptography as a peer: reads PEM of ours, writes PEM for us. One JSON list in, one out."""
import json
import sys

from jwcrypto import jwk


def members(key):
    return {name: value for name, value in key.export(private_key=key.has_private, as_dict=True).items() if name != "kid"}


def read(ask):
    return members(jwk.JWK.from_pem(ask["pem"].encode()))


def write(ask):
    """A key of theirs, of the kind of ours."""
    kind = {name: ask["jwk"][name] for name in ("kty", "crv") if name in ask["jwk"]}
    more = {"RSA": {"size": 2048}, "AKP": {"alg": ask["alg"]}}.get(kind["kty"], {})
    key = jwk.JWK.generate(**kind, **more)
    return {"jwk": members(key), "private": key.export_to_pem(private_key=True, password=None).decode(),
            "public": key.export_to_pem().decode()}


print(json.dumps([{"read": read, "write": write}[ask["op"]](ask) for ask in json.load(sys.stdin)]))
