"""Hostile keys: weak RSA moduli, and every form of PEM."""

from hostile_base import *


def is_prime(n):
    if any(n % p == 0 for p in (2, 3, 5, 7, 11, 13)):
        return False
    d, s = n - 1, 0
    while d % 2 == 0:
        d, s = d // 2, s + 1
    for _ in range(12):
        x = pow(random.randrange(2, n - 1), d, n)
        if x not in (1, n - 1) and not any((x := x * x % n) == n - 1 for _ in range(s - 1)):
            return False
    return True


def roca_prime(bits):
    """k * M + (65537^a mod M), M the product of the first 71 primes: what the faulty chips made for 2048 bits."""
    primes = [p for p in range(2, 360) if all(p % q for q in range(2, p))][:71]
    m = math.prod(primes)
    while True:
        p = random.getrandbits(bits - m.bit_length()) * m + pow(65537, random.getrandbits(64), m)
        if p.bit_length() == bits and is_prime(p):
            return p


def t10_rsa():
    n = RS_PUB.n
    for name, bits in {"512 bits": 512, "1024 bits": 1024, "2047 bits": 2047, "8193 bits": 8193,
                       "16384 bits": 16384}.items():
        key("T10", name, "key_weak", rsa_jwk(random.getrandbits(bits) | 1 << bits - 1 | 1, alg="RS256"))
    for e in (1, 2, 65536, 2**32, 2**32 + 1, 2**64 + 13, n - 2):
        key("T10", f"e of {e.bit_length()} bits, low bit {e & 1}", "key_weak", rsa_jwk(n, e, alg="RS256"))
    key("T10", "even modulus", "key_weak", rsa_jwk(n - 1, alg="RS256"))
    for index in range(3):
        roca = 0
        while roca.bit_length() != 2048:
            roca = roca_prime(1024) * roca_prime(1024)
        key("T10", f"ROCA {index}", "key_weak", rsa_jwk(roca, alg="RS256"))
    for p in (3, 5, 7, 251, 997):
        value = 0
        while value.bit_length() != 2048 or value % 2 == 0:
            value = p * random.getrandbits(2048 - p.bit_length() + 1)
        key("T10", f"divisible by {p}", "key_weak", rsa_jwk(value, alg="RS256"))
    for name, root in (("p", RS.private_numbers().p), ("q", RS.private_numbers().q), ("n", n)):
        key("T10", f"the square of {name}", "key_weak", rsa_jwk(root * root, alg="RS256"))
    small = rsa.generate_private_key(3, 2048).public_key().public_numbers()
    key("T10", "e of 3", "ok", rsa_jwk(small.n, 3, alg="RS256"))
    key("T10", "leading zero in n", "key_malformed", {**JWK["rs"], "n": num(n, 257)})
    key("T10", "leading zero in e", "key_malformed", {**JWK["rs"], "e": num(65537, 4)})
    key("T10", "e of 0", "key_malformed", {**JWK["rs"], "e": num(0, 1)})
    key("T10", "empty e", "key_malformed", {**JWK["rs"], "e": ""})
    private = RS.private_numbers()
    key("T10", "d without CRT", "key_without_crt", {**JWK["rs"], "d": num(private.d)})
    whole = {**JWK["rs"], "d": num(private.d), "p": num(private.p), "q": num(private.q), "dp": num(private.dmp1),
             "dq": num(private.dmq1), "qi": num(private.iqmp)}
    key("T10", "a whole private key", "ok", whole, private=True)
    key("T10", "d without qi", "key_without_crt", {n: v for n, v in whole.items() if n != "qi"})
    key("T10", "oth", "key_unsupported", {**whole, "oth": []})
    for member in ("d", "p", "q", "dp", "dq", "qi"):
        wrong = int.from_bytes(base64.urlsafe_b64decode(whole[member] + "==="), "big") ^ 4
        key("T10", f"{member} of another key", "key_inconsistent", {**whole, member: num(wrong)}, private=True)


# FIPS 204 table 1: rows of t1, rows of z, log2 of gamma1, omega, bytes of c, bytes of a row of w1, bits of a coefficient of z.
ML_PARAMETERS = {44: (4, 4, 17, 80, 32, 192, 18), 65: (6, 5, 19, 55, 48, 128, 20), 87: (8, 7, 19, 75, 64, 128, 20)}


def forged_ml_dsa(n, public, message):
    """A signature by nobody: z = 0, no hints, and the c of a w1 that is zero. It holds where c * t1 * 2^13 is small."""
    k, l, gamma, omega, c_len, w_len, bits = ML_PARAMETERS[n]
    mu = hashlib.shake_256(hashlib.shake_256(public).digest(64) + b"\0\0" + message).digest(64)
    c = hashlib.shake_256(mu + bytes(w_len * k)).digest(c_len)
    row = sum(1 << gamma + bits * at for at in range(256)).to_bytes(32 * bits, "little")
    return c + row * l + bytes(omega + k)


def t19_ml_dsa():
    """Public keys under which anybody can sign, each with a token by nobody that its bare algorithm takes."""
    ten = lambda values: sum(value << 10 * at for at, value in enumerate(values)).to_bytes(320, "little")
    for n, (k, *_) in ML_PARAMETERS.items():
        one, zero = ten([1] + [0] * 255), ten([0] * 256)
        forms = {"t1 of zero": zero * k, "a coefficient of 1": one + zero * (k - 1), "a coefficient of 1 in each row": one * k,
                 "a last coefficient of 4": zero * (k - 1) + ten([0] * 255 + [4]), "a coefficient of 1023": ten([1023] + [0] * 255) * k,
                 "half a row of 0 and 1023": ten([0, 1023] * 2 + [0] * 252) * k}
        if n == 87:
            # An even number of signs: each sum of 512s is a small multiple of q.
            forms["512 everywhere"] = ten([512] * 256) * k
        for name, t1 in forms.items():
            public = random.randbytes(32) + t1
            message = (b64(text(head(f"ml{n}"))) + "." + b64(text(CLAIMS))).encode()
            signature = forged_ml_dsa(n, public, message)
            getattr(mldsa, f"MLDSA{n}PublicKey").from_public_bytes(public).verify(signature, message)
            key("T19", f"ML-DSA-{n}: {name}", "key_weak", {**JWK[f"ml{n}"], "pub": b64(public)},
                forged=message.decode() + "." + b64(signature))


def wrap(label, der, width=64):
    body = base64.b64encode(der).decode()
    lines = "\n".join(body[at:at + width] for at in range(0, len(body), width))
    return f"-----BEGIN {label}-----\n{lines}\n-----END {label}-----\n"


def thumbprint(jwk):
    names = {"AKP": ("alg", "kty", "pub"), "EC": ("crv", "kty", "x", "y"), "RSA": ("e", "kty", "n"), "OKP": ("crv", "kty", "x")}[jwk["kty"]]
    canonical = json.dumps({name: jwk[name] for name in names}, separators=(",", ":"), sort_keys=True)
    return b64(hashlib.sha256(canonical.encode()).digest())


def tlv(tag, body):
    size = len(body)
    head = [size] if size < 128 else [0x81, size] if size < 256 else [0x82, size >> 8, size & 255]
    return bytes([tag, *head]) + body


def oid_of(n):
    return tlv(6, bytes.fromhex("6086480165030403") + {44: b"\x11", 65: b"\x12", 87: b"\x13"}[n])


def pem_of_ml_dsa():
    """RFC 9881 section 6: the seed, the expanded key, or both."""
    seed, other = ML[44].private_bytes_raw(), ML[65].private_bytes_raw()
    expanded = expand_44(seed)
    form = lambda inner, *more: wrap("PRIVATE KEY", tlv(0x30, bytes([2, 1, len(more)]) + tlv(0x30, oid_of(44)) + tlv(4, inner) + b"".join(more)))
    both = lambda seed, expanded: tlv(0x30, tlv(4, seed) + tlv(4, expanded))
    public = lambda key: tlv(0x81, b"\0" + raw(key))
    more = {"thumbprint": thumbprint(JWK["ml44"]), "private": True}
    for name, pem, expect in (
        ("the seed", form(tlv(0x80, seed)), "ok"), ("seed and expanded key", form(both(seed, expanded)), "ok"),
        ("the seed and the public key", form(tlv(0x80, seed), public(ML[44])), "ok"),
        ("the seed and another public key", form(tlv(0x80, seed), tlv(0x81, b"\0" + bytes(1312))), "key_inconsistent"),
        ("another seed and expanded key", form(both(other, expanded)), "key_inconsistent"),
        ("the expanded key alone", form(tlv(4, expanded)), "key_unsupported"),
        ("a seed of 31 bytes", form(tlv(0x80, seed[1:])), "key_malformed"),
        ("a seed with a byte behind", form(tlv(0x80, seed) + b"\0"), "key_malformed"),
        ("a cut expanded key", form(both(seed, expanded[1:])), "key_inconsistent"),
    ):
        key("pem", f"ML-DSA-44: {name}", expect, pem=pem, **(more if expect == "ok" else {"private": True}))


def expand_44(seed):
    """By a third implementation: what FIPS 204 calls the private key."""
    from dilithium_py.ml_dsa import ML_DSA_44
    public, private = ML_DSA_44.key_derive(seed)
    assert public == raw(ML[44])
    return private


def pem_forms():
    pem_of_ml_dsa()
    der, none = ser.Encoding.DER, ser.NoEncryption()
    old, p8, spki, p1 = (ser.PrivateFormat.TraditionalOpenSSL, ser.PrivateFormat.PKCS8,
                         ser.PublicFormat.SubjectPublicKeyInfo, ser.PublicFormat.PKCS1)
    forms = [(RS, "rs", "RSA PRIVATE KEY", old, "RSA PUBLIC KEY", p1), (RS, "rs", "PRIVATE KEY", p8, "PUBLIC KEY", spki),
             (ES, "es", "EC PRIVATE KEY", old, "PUBLIC KEY", spki), (ES, "es", "PRIVATE KEY", p8, "PUBLIC KEY", spki),
             (ES384, "es384", "EC PRIVATE KEY", old, "PUBLIC KEY", spki), (ES384, "es384", "PRIVATE KEY", p8, "PUBLIC KEY", spki),
             (ES512, "es512", "EC PRIVATE KEY", old, "PUBLIC KEY", spki), (ES512, "es512", "PRIVATE KEY", p8, "PUBLIC KEY", spki),
             (ES256K, "es256k", "EC PRIVATE KEY", old, "PUBLIC KEY", spki), (ES256K, "es256k", "PRIVATE KEY", p8, "PUBLIC KEY", spki),
             (ED, "ed", "PRIVATE KEY", p8, "PUBLIC KEY", spki), (ED, "ed9864", "PRIVATE KEY", p8, "PUBLIC KEY", spki),
             (E448, "e448", "PRIVATE KEY", p8, "PUBLIC KEY", spki),
             *((key, f"ml{n}", "PRIVATE KEY", p8, "PUBLIC KEY", spki) for n, key in ML.items())]
    for private, name, label, form, public_label, public_form in forms:
        more = {"alg": JWK[name]["alg"], "thumbprint": thumbprint(JWK[name])}
        secret = private.private_bytes(der, form, none)
        key("pem", f"{name}: {label}", "ok", pem=wrap(label, secret), private=True, **more)
        key("pem", f"{name}: {public_label}", "ok",
            pem=wrap(public_label, private.public_key().public_bytes(der, public_form)), **more)
        key("pem", f"{name}: {label} with a byte behind", "key_malformed", pem=wrap(label, secret + b"\0"), **more)
        key("pem", f"{name}: {label} cut", "key_malformed", pem=wrap(label, secret[:-1]), **more)
        key("pem", f"{name}: {label} says HS256", "key_alg_mismatch", pem=wrap(label, secret), alg="HS256")
    scalar = ES.private_numbers().private_value.to_bytes(32, "big")
    bare = b"\x02\x01\x01\x04\x20" + scalar
    named = bare + bytes.fromhex("a00a06082a8648ce3d030107")
    more = {"private": True, "thumbprint": thumbprint(JWK["es"])}
    key("pem", "SEC 1 without its point", "ok", pem=wrap("EC PRIVATE KEY", b"\x30" + bytes([len(named)]) + named), **more)
    key("pem", "SEC 1 without its curve", "key_unsupported", pem=wrap("EC PRIVATE KEY", b"\x30" + bytes([len(bare)]) + bare))
    other = named.replace(bytes.fromhex("a00a06082a8648ce3d030107"), bytes.fromhex("a00706052b81040022"))
    inner = b"\x30" + bytes([len(other)]) + other
    outer = (b"\x02\x01\x00" + bytes.fromhex("301306072a8648ce3d020106082a8648ce3d030107")
             + b"\x04" + bytes([len(inner)]) + inner)
    key("pem", "PKCS#8 whose two curves differ", "key_inconsistent",
        pem=wrap("PRIVATE KEY", b"\x30" + bytes([len(outer)]) + outer))
    good = wrap("PRIVATE KEY", ED.private_bytes(der, p8, none))
    key("pem", "long lines, CRLF", "ok", pem=good.replace("\n", "\r\n"), private=True)
    public = wrap("PUBLIC KEY", ED.public_key().public_bytes(der, spki))
    locked = ED.private_bytes(ser.Encoding.PEM, p8, ser.BestAvailableEncryption(b"x")).decode()
    for name, pem, expect in (
        ("two blocks", good + public, "key_malformed"), ("text before", "x\n" + good, "key_malformed"),
        ("text behind", good + "x", "key_malformed"), ("empty", "", "key_malformed"),
        ("another end", good.replace("END PRIVATE", "END PUBLIC"), "key_malformed"),
        ("no line break", good.replace("\n", ""), "key_malformed"),
        ("a blank in the base64", good.replace("\nMC", "\nM C"), "key_malformed"),
        ("a header line", good.replace("-----\n", "-----\nProc-Type: 4,ENCRYPTED\n\n", 1), "key_malformed"),
        ("encrypted", locked, "key_unsupported"), ("certificate", wrap("CERTIFICATE", b"0\0"), "key_unsupported"),
        ("EC PARAMETERS", wrap("EC PARAMETERS", b"\6\0"), "key_unsupported"),
        ("public as private", public.replace("PUBLIC", "PRIVATE"), "key_malformed"),
        ("private as public", good.replace("PRIVATE", "PUBLIC"), "key_malformed"),
        ("over 16 KiB", good.replace("-----\n", "-----\n" + "A" * 17000, 1), "key_malformed"),
        ("Ed448 of small order", wrap("PUBLIC KEY", bytes.fromhex("3043300506032b6571033a00") + bytes(57)), "key_weak"),
        ("X448", wrap("PUBLIC KEY", bytes.fromhex("3042300506032b656f033900") + bytes(56)), "key_unsupported"),
        ("ML-DSA-44 with parameters", wrap("PUBLIC KEY", tlv(0x30, tlv(0x30, oid_of(44) + b"\5\0") + tlv(3, b"\0" + raw(ML[44])))),
         "key_malformed"),
        ("ML-DSA-44 named ML-DSA-65", wrap("PUBLIC KEY", tlv(0x30, tlv(0x30, oid_of(65)) + tlv(3, b"\0" + raw(ML[44])))),
         "key_malformed"),
    ):
        key("pem", name, expect, pem=pem, private="PRIVATE KEY-" in pem)
    key("pem", "RSA without alg", "key_needs_alg", pem=wrap("PUBLIC KEY", RS.public_key().public_bytes(der, spki)))
