"""PyJWT as a peer: verifies tokens of ours, makes tokens for us to judge. One JSON list in, one out."""
import base64
import hashlib
import hmac
import json
import sys

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat


def verify(ask):
    try:
        key = jwt.PyJWKClient(ask["jwks_uri"]).get_signing_key_from_jwt(ask["token"])
        claims = jwt.decode(ask["token"], key, algorithms=[ask["alg"]], audience=ask["audience"],
                            issuer=ask["issuer"], leeway=ask["leeway"], options={"require": ["exp", "iat", "sub"]})
        return {"claims": claims, "typ": jwt.get_unverified_header(ask["token"])["typ"]}
    except jwt.PyJWTError as error:
        return {"error": type(error).__name__}


def generate(alg):
    if alg.startswith("ES"):
        curves = {"ES256": ec.SECP256R1, "ES384": ec.SECP384R1, "ES512": ec.SECP521R1, "ES256K": ec.SECP256K1}
        return ec.generate_private_key(curves[alg]())
    if alg == "EdDSA":
        return ed25519.Ed25519PrivateKey.generate()
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def b64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def by_hand(header, claims, secret):
    """An HMAC over the public key's text: what PyJWT itself refuses to make."""
    signed = ".".join(b64(json.dumps(part).encode()) for part in (header, claims))
    return signed + "." + b64(hmac.new(secret, signed.encode(), hashlib.sha256).digest())


def make(ask):
    alg = ask["alg"]
    key, other = generate(alg), generate(alg)
    algorithm = jwt.get_algorithm_by_name(alg)
    jwk = json.loads(algorithm.to_jwk(key.public_key()))
    jwk = {name: jwk[name] for name in ("kty", "crv", "x", "y", "n", "e") if name in jwk}
    jwk.update(alg=alg, use="sig", kid="theirs")
    headers = {"typ": ask["typ"], "kid": "theirs"}
    encode = lambda claims, key, headers=headers: jwt.encode(claims, key, algorithm=alg, headers=headers)
    good = ask["claims"][0]
    pem = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    forged = {
        "another key": encode(good, other),
        "alg none": jwt.encode(good, None, algorithm="none", headers=headers),
        "the public key as a secret": by_hand({**headers, "alg": "HS256"}, good, pem),
        "another typ": encode(good, key, {**headers, "typ": "JWT"}),
        "an unknown crit": encode(good, key, {**headers, "crit": ["exp"]}),
        "a key in the header": encode(good, other, {**headers, "jwk": jwk}),
    }
    return {"jwk": jwk, "tokens": [encode(claims, key) for claims in ask["claims"]], "forged": forged}


def able(ask):
    return ask["alg"] in jwt.algorithms.get_default_algorithms()


print(json.dumps([{"verify": verify, "make": make, "able": able}[ask["op"]](ask) for ask in json.load(sys.stdin)]))
