"""jwcrypto as a peer: verifies tokens of ours, makes tokens for us to judge. One JSON list in, one out."""
import base64
import hashlib
import hmac
import json
import sys
import urllib.request

from jwcrypto import jwk, jws, jwt

KEYS = {"ES256": {"kty": "EC", "crv": "P-256"}, "ES384": {"kty": "EC", "crv": "P-384"}, "ES512": {"kty": "EC", "crv": "P-521"},
        "ES256K": {"kty": "EC", "crv": "secp256k1"}, "EdDSA": {"kty": "OKP", "crv": "Ed25519"},
        "Ed25519": {"kty": "OKP", "crv": "Ed25519"}, "Ed448": {"kty": "OKP", "crv": "Ed448"},
        **{name: {"kty": "AKP", "alg": name} for name in ("ML-DSA-44", "ML-DSA-65", "ML-DSA-87")}}


def verify(ask):
    with urllib.request.urlopen(ask["jwks_uri"]) as answer:
        keys = jwk.JWKSet.from_json(answer.read())
    token = jwt.JWT(check_claims={"aud": ask["audience"], "iss": ask["issuer"], "exp": None, "iat": None, "sub": None}, algs=[ask["alg"]])
    token.leeway = ask["leeway"]
    try:
        token.deserialize(ask["token"], keys)
    except jwt.JWTExpired as error:
        return {"error": type(error).__name__}
    except jwt.JWTInvalidClaimValue as error:
        return {"error": f"{type(error).__name__} {'aud' if 'aud' in str(error) else 'iss'}"}
    return {"claims": json.loads(token.claims), "typ": json.loads(token.header)["typ"]}


def generate(alg):
    return jwk.JWK.generate(**KEYS.get(alg, {"kty": "RSA", "size": 2048}))


def b64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def by_hand(header, claims, secret=None):
    """What jwcrypto itself refuses to make: an HMAC over the public key's text, and no signature at all."""
    signed = ".".join(b64(json.dumps(part).encode()) for part in (header, claims))
    return signed + "." + (b64(hmac.new(secret, signed.encode(), hashlib.sha256).digest()) if secret else "")


def make(ask):
    alg = ask["alg"]
    key, other = generate(alg), generate(alg)
    public = {**key.export_public(as_dict=True), "alg": alg, "use": "sig", "kid": "theirs"}
    headers = {"alg": alg, "typ": ask["typ"], "kid": "theirs"}

    def encode(claims, key, headers=headers):
        token = jws.JWS(json.dumps(claims))
        token.allowed_algs = [alg]
        token.add_signature(key, alg, json.dumps(headers))
        return token.serialize(compact=True)

    good = ask["claims"][0]
    forged = {
        "another key": encode(good, other),
        "alg none": by_hand({**headers, "alg": "none"}, good),
        "the public key as a secret": by_hand({**headers, "alg": "HS256"}, good, json.dumps(public).encode()),
        "another typ": encode(good, key, {**headers, "typ": "JWT"}),
        "an unknown crit": encode(good, key, {**headers, "crit": ["b64"], "b64": True}),
        "a key in the header": encode(good, other, {**headers, "jwk": public}),
    }
    return {"jwk": public, "tokens": [encode(claims, key) for claims in ask["claims"]], "forged": forged}


def able(ask):
    return ask["alg"] in jws.default_allowed_algs


print(json.dumps([{"verify": verify, "make": make, "able": able}[ask["op"]](ask) for ask in json.load(sys.stdin)]))
