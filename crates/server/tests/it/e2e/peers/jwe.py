"""jwcrypto as a peer: decrypts tokens of ours, encrypts tokens for us. One JSON list in, one out."""
import json
import sys

from jwcrypto import jwa, jwe, jwk

# Its own limit is below what OWASP asks of PBES2.
jwa.default_max_pbkdf2_iterations = 1_200_000


def key(ask):
    return jwk.JWK(**ask["jwk"])


def decrypt(ask):
    token = jwe.JWE()
    token.deserialize(ask["token"], key(ask))
    return {"text": token.payload.decode()}


def encrypt(ask):
    header = {"alg": ask["alg"], "enc": ask["enc"], "cty": "x"}
    token = jwe.JWE(ask["text"].encode(), json.dumps(header), recipient=key(ask))
    return {"token": token.serialize(compact=True)}


def answer(ask):
    try:
        return {"decrypt": decrypt, "encrypt": encrypt}[ask["op"]](ask)
    except Exception as error:
        return {"error": repr(error)}


print(json.dumps([answer(ask) for ask in json.load(sys.stdin)]))
