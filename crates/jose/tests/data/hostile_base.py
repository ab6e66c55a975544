"""What the makers of hostile tokens and keys share: keys, signing, and the lists of cases."""

import base64, hashlib, hmac, json, math, random, sys

from cryptography.hazmat.primitives import hashes, serialization as ser
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, mldsa, padding, rsa, utils

NOW = 1_800_000_000
CASES, KEYS, SETS = [], [], []


def b64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def num(value, length=None):
    return b64(value.to_bytes(length or (value.bit_length() + 7) // 8, "big"))


def text(value):
    """JSON by Python, or bytes as they are."""
    if isinstance(value, bytes):
        return value
    return (value if isinstance(value, str) else json.dumps(value)).encode()


# --- keys -------------------------------------------------------------------------------------------------------

ES, ES2, ES384, ES512, ES256K = (ec.generate_private_key(c()) for c in (
    ec.SECP256R1, ec.SECP256R1, ec.SECP384R1, ec.SECP521R1, ec.SECP256K1))
RS = rsa.generate_private_key(65537, 2048)
ED, E448 = ed25519.Ed25519PrivateKey.generate(), ed448.Ed448PrivateKey.generate()
ML = {44: mldsa.MLDSA44PrivateKey.generate(), 65: mldsa.MLDSA65PrivateKey.generate(), 87: mldsa.MLDSA87PrivateKey.generate()}
SECRET = bytes(random.SystemRandom().randrange(256) for _ in range(64))
P256_N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
P384_N = int("ff" * 24 + "c7634d81f4372ddf581a0db248b0a77aecec196accc52973", 16)
P521_N = int("01" + "ff" * 32 + "fa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409", 16)
K256_N = int("ff" * 15 + "febaaedce6af48a03bbfd25e8cd0364141", 16)
ED_L = 2**252 + 27742317777372353535851937790883648493


def ec_jwk(key, crv, size, **more):
    point = key.public_key().public_numbers()
    return {"kty": "EC", "crv": crv, "x": num(point.x, size), "y": num(point.y, size), **more}


def rsa_jwk(n, e=65537, **more):
    return {"kty": "RSA", "n": num(n), "e": num(e), **more}


def raw(key):
    return key.public_key().public_bytes(ser.Encoding.Raw, ser.PublicFormat.Raw)


ED_RAW, E448_RAW = raw(ED), raw(E448)
RS_PUB = RS.public_key().public_numbers()
JWK = {
    "es": ec_jwk(ES, "P-256", 32, alg="ES256", kid="es"),
    "es2": ec_jwk(ES2, "P-256", 32, alg="ES256", kid="es2"),
    "es384": ec_jwk(ES384, "P-384", 48, alg="ES384", kid="es384"),
    "rs": rsa_jwk(RS_PUB.n, alg="RS256", kid="rs"),
    "ps": rsa_jwk(RS_PUB.n, alg="PS256", kid="ps"),
    "ed": {"kty": "OKP", "crv": "Ed25519", "x": b64(ED_RAW), "alg": "EdDSA", "kid": "ed"},
    "es512": ec_jwk(ES512, "P-521", 66, alg="ES512", kid="es512"),
    "es256k": ec_jwk(ES256K, "secp256k1", 32, alg="ES256K", kid="es256k"),
    "ed9864": {"kty": "OKP", "crv": "Ed25519", "x": b64(ED_RAW), "alg": "Ed25519", "kid": "ed9864"},
    "e448": {"kty": "OKP", "crv": "Ed448", "x": b64(E448_RAW), "alg": "Ed448", "kid": "e448"},
    **{f"ml{n}": {"kty": "AKP", "alg": f"ML-DSA-{n}", "pub": b64(raw(ML[n])), "kid": f"ml{n}"} for n in ML},
    "hs": {"kty": "oct", "k": b64(SECRET), "alg": "HS256", "kid": "hs"},
}


def sig_es(message, key=ES, size=32, digest=hashes.SHA256):
    r, s = utils.decode_dss_signature(key.sign(message, ec.ECDSA(digest())))
    return r.to_bytes(size, "big") + s.to_bytes(size, "big")


def sig_hs(message, secret=SECRET):
    return hmac.new(secret, message, "sha256").digest()


def sig_ps(message, salt=32, digest=hashes.SHA256, mgf=hashes.SHA256):
    return RS.sign(message, padding.PSS(padding.MGF1(mgf()), salt), digest())


SIGN = {
    "es": sig_es,
    "es2": lambda m: sig_es(m, ES2),
    "es384": lambda m: sig_es(m, ES384, 48, hashes.SHA384),
    "rs": lambda m: RS.sign(m, padding.PKCS1v15(), hashes.SHA256()),
    "ps": sig_ps,
    "es512": lambda m: sig_es(m, ES512, 66, hashes.SHA512),
    "es256k": lambda m: sig_es(m, ES256K),
    "ed": ED.sign,
    "ed9864": ED.sign,
    "e448": E448.sign,
    **{f"ml{n}": key.sign for n, key in ML.items()},
    "hs": sig_hs,
}

# --- tokens -----------------------------------------------------------------------------------------------------

CLAIMS = {
    "iss": "https://id.example", "aud": "api", "sub": "usr_1", "client_id": "app", "jti": "t1",
    "iat": NOW - 10, "nbf": NOW - 10, "exp": NOW + 290, "scope": "read write",
}


def head(key="es", **more):
    header = {"alg": JWK[key]["alg"], "typ": "at+jwt", "kid": key}
    header.update(more)
    return {name: value for name, value in header.items() if value is not ...}


def claims(**more):
    merged = {**CLAIMS, **more}
    return {name: value for name, value in merged.items() if value is not ...}


def signed(header=None, payload=None, key="es", sign=None):
    header = head(key) if header is None else header
    message = b64(text(header)) + "." + b64(text(CLAIMS if payload is None else payload))
    return message + "." + b64((sign or SIGN[key])(message.encode()))


def needs(*names):
    """Ed448 is a feature: its cases run where it is on."""
    return {"needs": "ed448"} if any("448" in name for name in names) else {}


def case(row, name, expect, token, keys=("es",), **more):
    more.update(needs(*keys))
    CASES.append({"row": row, "name": name, "expect": expect, "keys": keys, "token": token, **more})


def key(row, name, expect, jwk=None, **more):
    more.update(needs(name, str((jwk or {}).get("crv"))))
    KEYS.append({"row": row, "name": name, "expect": expect, **({"jwk": jwk} if jwk else {}), **more})
