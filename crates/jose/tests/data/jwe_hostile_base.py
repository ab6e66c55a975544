"""What the maker of hostile encrypted tokens stands on: JWE by the package `cryptography`, with every step open to abuse."""

import base64, hashlib, hmac, json, os, struct

from cryptography.hazmat.primitives import hashes, keywrap, padding as block, serialization as ser
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, x25519
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.kdf.pbkdf2 import PBKDF2HMAC

NOW = 1_800_000_000
PASSWORD = "correct horse battery staple, and more"
GCM = {"A128GCM": 16, "A192GCM": 24, "A256GCM": 32}
CBC = {"A128CBC-HS256": hashlib.sha256, "A192CBC-HS384": hashlib.sha384, "A256CBC-HS512": hashlib.sha512}
CURVES = {"P-256": (ec.SECP256R1, 32), "P-384": (ec.SECP384R1, 48), "P-521": (ec.SECP521R1, 66)}
PBES2 = {"PBES2-HS256+A128KW": (hashes.SHA256, 16), "PBES2-HS384+A192KW": (hashes.SHA384, 24),
         "PBES2-HS512+A256KW": (hashes.SHA512, 32)}


def b64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def num(value, length=None):
    return b64(value.to_bytes(length or (value.bit_length() + 7) // 8, "big"))


def cek_len(enc):
    return GCM.get(enc) or CBC[enc]().digest_size


# --- content ----------------------------------------------------------------------------------------------------


def gcm(key, iv, aad, plain):
    sealer = Cipher(algorithms.AES(key), modes.GCM(iv)).encryptor()
    sealer.authenticate_additional_data(aad)
    return sealer.update(plain) + sealer.finalize(), sealer.tag


def cbc_hmac(enc, key, iv, aad, plain, padded=None):
    half = len(key) // 2
    if padded is None:
        pad = block.PKCS7(128).padder()
        padded = pad.update(plain) + pad.finalize()
    sealer = Cipher(algorithms.AES(key[half:]), modes.CBC(iv)).encryptor()
    text = sealer.update(padded) + sealer.finalize()
    mac = hmac.new(key[:half], aad + iv + text + struct.pack(">Q", len(aad) * 8), CBC[enc]).digest()
    return text, mac[:half]


def content(enc, key, aad, plain, iv=None, padded=None):
    if enc in GCM:
        iv = os.urandom(12) if iv is None else iv
        return (iv, *gcm(key, iv, aad, plain))
    iv = os.urandom(16) if iv is None else iv
    return (iv, *cbc_hmac(enc, key, iv, aad, plain, padded))


# --- keys -------------------------------------------------------------------------------------------------------


def concat_kdf(z, purpose, size, apu=b"", apv=b""):
    lv = lambda part: struct.pack(">I", len(part)) + part
    info = lv(purpose.encode()) + lv(apu) + lv(apv) + struct.pack(">I", size * 8)
    rounds = range(1, -(-size // 32) + 1)
    return b"".join(hashlib.sha256(struct.pack(">I", n) + z + info).digest() for n in rounds)[:size]


def ec_jwk(public, crv, **more):
    point, size = public.public_numbers(), CURVES[crv][1]
    return {"kty": "EC", "crv": crv, "x": num(point.x, size), "y": num(point.y, size), **more}


def x_jwk(public, **more):
    return {"kty": "OKP", "crv": "X25519", "x": b64(public.public_bytes(ser.Encoding.Raw, ser.PublicFormat.Raw)), **more}


def rsa_jwk(key, **more):
    n = key.private_numbers()
    parts = {"n": n.public_numbers.n, "e": n.public_numbers.e, "d": n.d, "p": n.p, "q": n.q, "dp": n.dmp1, "dq": n.dmq1,
             "qi": n.iqmp}
    return {"kty": "RSA", **{name: num(value) for name, value in parts.items()}, **more}


def oaep(digest):
    return padding.OAEP(padding.MGF1(digest()), digest(), None)


EC = {crv: ec.generate_private_key(curve()) for crv, (curve, _) in CURVES.items()}
X = x25519.X25519PrivateKey.generate()
RSA = rsa.generate_private_key(65537, 2048)
SECRETS = {size: os.urandom(size) for size in (16, 24, 32, 48, 64)}


def private(crv, **more):
    if crv == "X25519":
        d = X.private_bytes(ser.Encoding.Raw, ser.PrivateFormat.Raw, ser.NoEncryption())
        return x_jwk(X.public_key(), d=b64(d), **more)
    size = CURVES[crv][1]
    return ec_jwk(EC[crv].public_key(), crv, d=num(EC[crv].private_numbers().private_value, size), **more)


def agreed(crv):
    """An ephemeral public JWK and what it agrees on with our key."""
    if crv == "X25519":
        ephemeral = x25519.X25519PrivateKey.generate()
        return x_jwk(ephemeral.public_key()), ephemeral.exchange(X.public_key())
    ephemeral = ec.generate_private_key(CURVES[crv][0]())
    return ec_jwk(ephemeral.public_key(), crv), ephemeral.exchange(ec.ECDH(), EC[crv].public_key())


def pbes2(alg, salt, count, password=PASSWORD):
    digest, size = PBES2[alg]
    return PBKDF2HMAC(digest(), size, alg.encode() + b"\0" + salt, count).derive(password.encode())


def managed(alg, enc, cek, crv="P-256"):
    """The content key, the encrypted key, and the header members of one algorithm."""
    if alg == "dir":
        return SECRETS[cek_len(enc)], b"", {}
    if alg == "ECDH-ES":
        epk, z = agreed(crv)
        return concat_kdf(z, enc, cek_len(enc)), b"", {"epk": epk}
    if alg.startswith("ECDH-ES+"):
        epk, z = agreed(crv)
        return cek, keywrap.aes_key_wrap(concat_kdf(z, alg, int(alg[9:12]) // 8), cek), {"epk": epk}
    if alg.endswith("GCMKW"):
        iv = os.urandom(12)
        wrapped, tag = gcm(SECRETS[int(alg[1:4]) // 8], iv, b"", cek)
        return cek, wrapped, {"iv": b64(iv), "tag": b64(tag)}
    if alg in PBES2:
        salt = os.urandom(16)
        return cek, keywrap.aes_key_wrap(pbes2(alg, salt, 1000), cek), {"p2s": b64(salt), "p2c": 1000}
    if alg.startswith("A"):
        return cek, keywrap.aes_key_wrap(SECRETS[int(alg[1:4]) // 8], cek), {}
    digest = hashes.SHA256 if alg.endswith("256") else hashes.SHA1
    return cek, RSA.public_key().encrypt(cek, oaep(digest)), {}


def token(alg="A128KW", enc="A128GCM", plain=b"hello", crv="P-256", parts=None, cek=None, header_text=None, content_iv=None,
          padded=None, named=None, **more):
    """A compact JWE; `more` changes the header (`...` removes a member), `parts` the finished segments."""
    cek = os.urandom(cek_len(enc)) if cek is None else cek
    cek, encrypted, params = managed(alg, enc, cek, crv)
    header = {"alg": named or alg, "enc": enc, **params, **more}
    header = json.dumps({name: value for name, value in header.items() if value is not ...})
    header = b64((header_text or (lambda text: text))(header).encode())
    iv, text, tag = content(enc, cek, header.encode(), plain, content_iv, padded)
    segments = [encrypted, iv, text, tag]
    if parts:
        segments = parts(*segments)
    return ".".join([header, *map(b64, segments)])
