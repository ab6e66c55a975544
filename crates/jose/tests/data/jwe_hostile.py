"""Makes jwe_hostile.json: hostile encrypted tokens and keys, by an implementation that shares nothing with ours.

Needs the package `cryptography`. Run it as `python jwe_hostile.py > jwe_hostile.json` when a case is added; keys are new
each time, the expected outcomes are not.
"""

from cryptography.hazmat.primitives.asymmetric import ed25519

from jwe_hostile_base import *

CASES, KEYS, SETS, NESTED = [], [], [], []
FAILED = "decryption_failed"


def case(row, name, expect, token, key, **more):
    CASES.append({"row": row, "name": name, "expect": expect, "token": token, "key": key, **more})


def key(row, name, expect, jwk, alg=None, purpose="decrypt"):
    KEYS.append({"row": row, "name": name, "expect": expect, "jwk": jwk, "alg": alg, "purpose": purpose})


def key_set(row, name, expect, *keys, checking=(), encrypting=()):
    """One set for both halves: the kids of the keys that check, and of those that encrypt."""
    SETS.append({"row": row, "name": name, "expect": expect, "keys": keys, "checking": checking, "encrypting": encrypting})


def controls():
    algs = ["A128KW", "A192KW", "A256KW", "A128GCMKW", "A192GCMKW", "A256GCMKW", "RSA-OAEP", "RSA-OAEP-256", *PBES2]
    for enc in [*GCM, *CBC]:
        for alg in algs:
            case("control", f"{alg} {enc}", "ok", token(alg, enc), alg)
        case("control", f"dir {enc}", "ok", token("dir", enc), f"dir{cek_len(enc)}")
        for alg in ("ECDH-ES", "ECDH-ES+A128KW", "ECDH-ES+A192KW", "ECDH-ES+A256KW"):
            for crv in (*CURVES, "X25519"):
                case("control", f"{alg} {crv} {enc}", "ok", token(alg, enc, crv=crv), f"{alg} {crv}")
    case("control", "claims repeated in the header are ignored", "ok", token(iss="https://evil.example", aud="x", sub=1),
         "A128KW")
    case("control", "typ and cty", "ok", token(typ="x", cty="y", kid="any"), "A128KW")


def t20_content():
    for enc in [*GCM, *CBC]:
        for n in (0, 1, 4, 8, 12, 15):
            case("T20", f"a tag of {n} bytes, {enc}", FAILED, token(enc=enc, parts=lambda k, i, c, t: (k, i, c, t[:n])),
                 "A128KW")
        case("T20", f"a longer tag, {enc}", FAILED, token(enc=enc, parts=lambda k, i, c, t: (k, i, c, t + b"\0")), "A128KW")
        case("T20", f"no ciphertext, {enc}", FAILED, token(enc=enc, parts=lambda k, i, c, t: (k, i, b"", t)), "A128KW")
        case("T20", f"a cut ciphertext, {enc}", FAILED, token(enc=enc, parts=lambda k, i, c, t: (k, i, c[:-1], t)), "A128KW")
        case("T20", f"no IV, {enc}", FAILED, token(enc=enc, parts=lambda k, i, c, t: (k, b"", c, t)), "A128KW")
        case("T20", f"no encrypted key, {enc}", FAILED, token(enc=enc, parts=lambda k, i, c, t: (b"", i, c, t)), "A128KW")
        case("T20", f"a changed header, {enc}", FAILED, recode(token(enc=enc), typ="x"), "A128KW")
    for size in (8, 16, 32):
        case("T20", f"GCM with an IV of {size} bytes, sealed so", FAILED, token(content_iv=os.urandom(size)), "A128KW")
    for enc, size in (("A256GCM", 16), ("A128GCM", 32), ("A128CBC-HS256", 64), ("A256CBC-HS512", 32)):
        short = token(enc=enc, parts=lambda k, i, c, t: (keywrap.aes_key_wrap(SECRETS[16], os.urandom(size)), i, c, t))
        case("T20", f"a content key of {size} bytes for {enc}", FAILED, short, "A128KW")
    for enc in CBC:
        for name, last in {"zero": 0, "too long": 17, "huge": 255}.items():
            case("T20", f"{enc}, padding {name} under a right tag", FAILED,
                 token(enc=enc, padded=b"hello, hello, h" + bytes([last])), "A128KW")
            case("T20", f"{enc}, padding {name} under a wrong tag", FAILED,
                 token(enc=enc, padded=b"hello, hello, h" + bytes([last]),
                       parts=lambda k, i, c, t: (k, i, c, bytes(len(t)))), "A128KW")
    case("T20", "an enc that nobody knows", "enc_not_allowed", recode(token(), enc="A128CBC+HS256"), "A128KW")
    case("T20", "an enc that is not allowed", "enc_not_allowed", token(enc="A128CBC-HS256"), "A128KW", encs=["A256GCM"])
    case("T20", "CBC where nothing was said", "enc_not_allowed", token(enc="A128CBC-HS256"), "A128KW", encs=[])
    case("T20", "dir with a key for another enc", "enc_not_allowed", token("dir", "A256GCM"), "dir16")


def recode(jwe, **more):
    """The header changed after sealing."""
    header, rest = jwe.split(".", 1)
    members = json.loads(base64.urlsafe_b64decode(header + "=" * (-len(header) % 4)))
    return b64(json.dumps({**members, **more}).encode()) + "." + rest


def t20_keys():
    for made, held in (("A128KW", "A256KW"), ("A128KW", "A128GCMKW"), ("A128GCMKW", "A128KW"), ("RSA-OAEP", "RSA-OAEP-256"),
                       ("dir", "A128KW"), ("PBES2-HS256+A128KW", "A128KW"), ("ECDH-ES", "ECDH-ES+A128KW P-256")):
        case("T20", f"{made} to a key of {held}", "alg_mismatch", token(made), held)
    for named in ("A256KW", "a128kw", "A128KW ", "none", "", "RSA1_5"):
        case("T20", f"A128KW that says {named!r}", "alg_mismatch", token(named=named) if named else recode(token(), alg=""),
             "A128KW")
    for alg, digest in (("RSA-OAEP", hashes.SHA256), ("RSA-OAEP-256", hashes.SHA1)):
        case("T20", f"{alg} with another hash", FAILED, with_key(alg, lambda cek: RSA.public_key().encrypt(cek, oaep(digest))),
             alg)
        label = padding.OAEP(padding.MGF1(hashes.SHA1()), hashes.SHA1(), b"label")
        case("T20", f"{alg} with a label", FAILED, with_key(alg, lambda cek: RSA.public_key().encrypt(cek, label)), alg)
        pkcs1 = lambda cek: RSA.public_key().encrypt(cek, padding.PKCS1v15())
        case("T20", f"RSA1_5 padding under {alg}", FAILED, with_key(alg, pkcs1), alg)
        case("T20", f"RSA1_5 to a key of {alg}", "alg_mismatch", with_key(alg, pkcs1, named="RSA1_5"), alg)
        for name, wrong in {"zeros": bytes(256), "ones": b"\xff" * 256, "a short": b"x", "a long": bytes(257)}.items():
            case("T20", f"{name} encrypted key, {alg}", FAILED, with_key(alg, lambda cek: wrong), alg)
    other = keywrap.aes_key_wrap(os.urandom(16), os.urandom(16))
    case("T20", "wrapped by somebody else", FAILED, with_key("A128KW", lambda cek: other), "A128KW")
    case("T20", "an encrypted key beside dir", FAILED, with_key("dir", lambda cek: b"x"), "dir16")
    case("T20", "an encrypted key beside ECDH-ES", FAILED, with_key("ECDH-ES", lambda cek: b"x"), "ECDH-ES P-256")
    for name, value, code in (("iv", b64(os.urandom(16)), FAILED), ("iv", b64(b""), FAILED), ("iv", ..., "header_type"),
                              ("tag", b64(os.urandom(4)), FAILED), ("tag", b64(b""), FAILED), ("tag", ..., "header_type"),
                              ("iv", 1, "header_type"), ("tag", "A===", "header_type")):
        case("T20", f"GCMKW with {name} {value}", code, token("A128GCMKW", **{name: value}), "A128GCMKW")


def with_key(alg, encrypt, **more):
    cek = os.urandom(16)
    return token(alg, cek=cek, parts=lambda k, i, c, t: (encrypt(cek), i, c, t), **more)


def t20_points():
    for crv, (_, size) in CURVES.items():
        good = ec_jwk(ec.generate_private_key(CURVES[crv][0]()).public_key(), crv)
        y = int.from_bytes(base64.urlsafe_b64decode(good["y"] + "=="), "big")
        points = {
            "off the curve": {**good, "y": num(y ^ 1, size)},
            "of zeros": {**good, "x": num(0, size), "y": num(0, size)},
            "above the field": {**good, "x": b64(b"\xff" * size)},
            "with a short x": {**good, "x": num(1, size - 1)},
            "with a long y": {**good, "y": num(y, size + 1)},
            "with an empty x": {**good, "x": ""},
        }
        for alg in ("ECDH-ES", "ECDH-ES+A256KW"):
            for name, epk in points.items():
                case("T20", f"epk {name}, {alg} {crv}", FAILED, token(alg, crv=crv, epk=epk), f"{alg} {crv}")
    other = ec_jwk(EC["P-384"].public_key(), "P-384")
    for name, epk in {"of another curve": other, "of another curve that says P-256": {**other, "crv": "P-256"},
                      "compressed": {k: v for k, v in good.items() if k != "y"}, "private": private("P-256"),
                      "no object": "x", "missing": ..., "with two x": None, "of type OKP": {**good, "kty": "OKP"},
                      "with a kid": {**ec_jwk(EC["P-256"].public_key(), "P-256"), "kid": "x"}}.items():
        code = FAILED if name.endswith("says P-256") else "header_type"
        twice = lambda text: text.replace('"epk": null', '"epk":{"kty":"EC","crv":"P-256","x":"AA","x":"AA","y":"AA"}')
        code = "header_json" if epk is None else code
        case("T20", f"epk {name}", code, token("ECDH-ES", epk=epk, header_text=twice), "ECDH-ES P-256")
    p = 2**255 - 19
    low = [0, 1, 325606250916557431795983626356110631294008115727848805560023387167927233504,
           39382357235489614581723060781553021112529911719440698176882885853963445705823, p - 1, p, p + 1]
    for u in low:
        epk = {"kty": "OKP", "crv": "X25519", "x": b64(u.to_bytes(32, "little"))}
        zero = concat_kdf(bytes(32), "A128GCM", 16)
        jwe = sealed_with(zero, {"alg": "ECDH-ES", "enc": "A128GCM", "epk": epk})
        case("T20", f"an X25519 point of small order: {u % 1000}", FAILED, jwe, "ECDH-ES X25519")
        key("T20", f"a recipient of small order: {u % 1000}", "key_weak", epk, "ECDH-ES", "encrypt")


def sealed_with(cek, header):
    head = b64(json.dumps(header).encode())
    return ".".join([head, "", *map(b64, content(header["enc"], cek, head.encode(), b"hello"))])


def t14_shapes():
    jwe = token()
    jws = ".".join([b64(b'{"alg":"HS256"}'), b64(b"{}"), b64(os.urandom(32))])
    for name, wrong in {"a JWS": jws, "empty": "", "one": "a", "two": "a.b", "four": jwe.rsplit(".", 1)[0],
                        "six": jwe + ".", "seven": jwe + ".a.b", "no header": jwe[jwe.index("."):], "dots": "....",
                        "a blank": jwe + " ", "padding": jwe + "=", "a newline": jwe + "\n"}.items():
        case("T14", name, "token_not_compact", wrong, "A128KW")
    parts = jwe.split(".")
    flat = dict(zip(("protected", "encrypted_key", "iv", "ciphertext", "tag"), parts))
    case("T13", "flattened JSON", "token_not_compact", json.dumps(flat), "A128KW")
    case("T13", "general JSON", "token_not_compact",
         json.dumps({**flat, "recipients": [{"encrypted_key": parts[1]}]}), "A128KW")
    case("T12", "unused bits", "token_base64", jwe[:-1] + ("B" if jwe[-1] in "AQgw" else "R"), "A128KW")


def headers():
    jwk = {"kty": "oct", "k": b64(SECRETS[16])}
    for name, value in {"jwk": jwk, "jku": "http://127.0.0.1:1/jwks", "x5u": "http://127.0.0.1:1/", "x5c": ["AA"],
                        "x5t": "AA", "x5t#S256": "AA", "b64": False, "epk": {}, "p2c": 1, "iv": "", "unknown": 1,
                        "exp": NOW}.items():
        row = "H01" if name == "jwk" else "H02" if name in ("jku", "x5u") else "H03" if name.startswith("x5") else "T17"
        case(row, f"{name} in the header", "header_member", token(**{name: value}), "A128KW")
    case("T17", "crit", "header_critical", token(crit=["exp"], exp=1), "A128KW")
    case("T17", "crit that names b64", "header_critical", token(crit=["b64"], b64=True), "A128KW")
    case("T17", "crit empty", "header_critical", token(crit=[]), "A128KW")
    for name in ("alg", "enc", "kid"):
        again = lambda text, name=name: text[:-1] + f', "{name}": "A128KW", "{name}": "A128KW"}}'
        case("T15", f"{name} twice", "header_json", token(header_text=again), "A128KW")
    for name in ("alg", "enc"):
        case("T16", f"no {name}", "header_type", token(header_text=lambda t: t.replace(f'"{name}"', '"sub"')), "A128KW")
        case("T16", f"{name} not a string", "header_type", recode(token(), **{name: 1}), "A128KW")
    case("H08", "an empty kid", "header_type", token(kid=""), "A128KW")
    case("H08", "a long kid", "header_type", token(kid="x" * 257), "A128KW")
    case("H08", "a kid of another key", "key_unknown", token(kid="b"), "named")


def costs():
    for alg in PBES2:
        for count in (10**9, 1_200_001, 2**31, 2**32 + 1000, 2**63, 10**30, 999, 1, 0, -1, 1e9, "4096", None, True):
            case("D05", f"{alg} with p2c {count!r}", "header_p2c", token(alg, p2c=count), alg)
        case("D05", f"{alg} without p2c", "header_type", token(alg, p2c=...), alg)
        for salt in (b"", b"x" * 7, b"x" * 129):
            case("D05", f"{alg} with a salt of {len(salt)}", "header_type", token(alg, p2s=b64(salt)), alg)
    bomb = base64.b64decode("7cEBDQAAAMKg909tDwcUAAAAAAAAAAAAAAAAAAAAAAAAAA==")
    for value in ("DEF", "def", "GZ", "", None, 1):
        case("D06", f"zip {value!r}", "header_zip", token(plain=bomb, zip=value), "A128KW")
    case("D02", "over 8 KiB", "token_too_long", token(plain=bytes(6200)), "A128KW")
    case("D02", "a header over 1 KiB", "token_too_long", token(typ="x" * 1100), "A128KW")


def keys():
    for name, jwk in {"RSA": rsa_jwk(RSA), "EC": private("P-256"), "oct": {"kty": "oct", "k": b64(SECRETS[32])}}.items():
        alg = {"RSA": "RSA-OAEP", "EC": "ECDH-ES", "oct": "A256KW"}[name]
        ops = {"RSA": ["unwrapKey"], "EC": ["deriveKey"], "oct": ["wrapKey", "unwrapKey"]}[name]
        key("T04", f"{name} for encryption", "ok", {**jwk, "use": "enc", "key_ops": ops}, alg)
        key("T04", f"{name} for signatures", "key_use", {**jwk, "use": "sig"}, alg)
        key("T04", f"{name} that signs", "key_use", {**jwk, "key_ops": ["sign"]}, alg)
        key("T04", f"{name} that may do nothing", "key_use", {**jwk, "key_ops": []}, alg)
        key("T04", f"{name} of a signature's alg", "key_use",
            {**jwk, "alg": {"RSA": "RS256", "EC": "ES256", "oct": "HS256"}[name]}, alg)
        key("T04", f"{name} without alg", "key_needs_alg", jwk)
        other = {"RSA": "RSA-OAEP-256", "EC": "ECDH-ES+A128KW", "oct": "A256GCMKW"}[name]
        key("T04", f"{name} of another alg", "key_alg_mismatch", {**jwk, "alg": other}, alg)
        foreign = {"RSA": "A128GCMKW", "EC": "RSA-OAEP", "oct": "ECDH-ES"}[name]
        key("T04", f"{name} of the alg of another type", "key_alg_mismatch", {**jwk, "alg": foreign})
        key("T04", f"{name} for both", "key_use", {**jwk, "key_ops": [*ops, "sign", "verify"]}, alg)
        key("T20", f"{name} of RSA1_5", "key_unsupported", {**jwk, "alg": "RSA1_5"})
    ed = ed25519.Ed25519PrivateKey.generate().public_key().public_bytes(ser.Encoding.Raw, ser.PublicFormat.Raw)
    key("T04", "Ed25519", "key_use", {"kty": "OKP", "crv": "Ed25519", "x": b64(ed)}, "ECDH-ES", "encrypt")
    k256 = ec.generate_private_key(ec.SECP256K1()).public_key().public_numbers()
    k256 = {"kty": "EC", "crv": "secp256k1", "x": num(k256.x, 32), "y": num(k256.y, 32)}
    key("T04", "secp256k1", "key_use", k256, "ECDH-ES", "encrypt")
    key("T04", "secp256k1 named", "key_alg_mismatch", {**k256, "alg": "ECDH-ES"}, None, "encrypt")
    key("T04", "X25519 that signs", "key_alg_mismatch", private("X25519", alg="EdDSA"), "ECDH-ES")
    key("T04", "a public key to decrypt", "key_not_private", ec_jwk(EC["P-256"].public_key(), "P-256"), "ECDH-ES")
    point = ec_jwk(EC["P-256"].public_key(), "P-256")
    key("T07", "off the curve", "key_weak", {**point, "y": point["x"]}, "ECDH-ES", "encrypt")
    key("T07", "a coordinate too short", "key_malformed", {**point, "x": "AA"}, "ECDH-ES", "encrypt")
    key("T07", "no y", "key_malformed", {k: v for k, v in point.items() if k != "y"}, "ECDH-ES", "encrypt")
    other = ec_jwk(ec.generate_private_key(ec.SECP256R1()).public_key(), "P-256")
    x = private("X25519")
    key("T07", "another's private part on X25519", "key_inconsistent", {**x, "d": b64(bytes(range(32)))}, "ECDH-ES")
    key("T07", "another's private part", "key_inconsistent", {**private("P-256"), **other}, "ECDH-ES")
    key("T07", "a private part of zero", "key_inconsistent", {**private("P-256"), "d": num(0, 32)}, "ECDH-ES")
    small = rsa.generate_private_key(65537, 1024)
    key("T10", "RSA of 1024 bits", "key_weak", rsa_jwk(small), "RSA-OAEP")
    key("T10", "RSA with e = 1", "key_weak", {**rsa_jwk(RSA), "e": "AQ"}, "RSA-OAEP")
    key("T10", "RSA without CRT", "key_without_crt", {k: rsa_jwk(RSA)[k] for k in ("kty", "n", "e", "d")}, "RSA-OAEP")
    key("T10", "RSA whose parts differ", "key_inconsistent",
        {**rsa_jwk(RSA), "p": rsa_jwk(RSA)["q"], "q": rsa_jwk(RSA)["p"]}, "RSA-OAEP")
    for alg, size in (("A128KW", 32), ("A192KW", 16), ("A256GCMKW", 16), ("dir", 20), ("A128GCM", 32)):
        named = {"alg": alg} if alg == "A128GCM" else {}
        key("T11", f"{alg} of {size} bytes", "key_malformed", {"kty": "oct", "k": b64(os.urandom(size)), **named},
            None if named else alg)
    key("T11", "A256KW that holds less", "key_malformed", {"kty": "oct", "k": b64(os.urandom(16)), "alg": "A256KW"})
    for size in (1, 15):
        key("T11", f"{size} bytes of no alg", "key_weak", {"kty": "oct", "k": b64(os.urandom(size))}, "A128KW")
    key("T11", "half a key twice", "key_weak", {"kty": "oct", "k": b64(os.urandom(8) * 2), "alg": "A128KW"})
    key("T11", "over 1024 bytes", "key_malformed", {"kty": "oct", "k": b64(os.urandom(1025))}, "PBES2-HS256+A128KW")
    key("T11", "zeros", "key_weak", {"kty": "oct", "k": b64(bytes(32))}, "A256KW")
    key("T11", "an empty password", "key_weak", {"kty": "oct", "k": ""}, "PBES2-HS256+A128KW")
    key("T11", "a short password to encrypt with", "key_weak", {"kty": "oct", "k": b64(b"hunter2")}, "PBES2-HS256+A128KW",
        "encrypt")


def t04_sets():
    """A set that holds both kinds: each half takes its own, and whatever is bad refuses all of it."""
    public = lambda crv, **more: {k: v for k, v in private(crv, **more).items() if k != "d"}
    rsa_public = lambda **more: {**{k: rsa_jwk(RSA)[k] for k in ("kty", "n", "e")}, **more}
    signs = public("P-256", kid="s", alg="ES256", use="sig")
    ed = ed25519.Ed25519PrivateKey.generate().public_key().public_bytes(ser.Encoding.Raw, ser.PublicFormat.Raw)
    signs_too = {"kty": "OKP", "crv": "Ed25519", "x": b64(ed), "kid": "d"}
    agrees = public("P-384", kid="e", alg="ECDH-ES+A128KW", use="enc")
    hides = rsa_public(kid="r", alg="RSA-OAEP-256", use="enc")
    x = public("X25519", kid="x", alg="ECDH-ES")
    all_of_it = {"checking": ["s", "d"], "encrypting": ["e", "r", "x"]}
    key_set("T04", "both kinds", "ok", signs, agrees, signs_too, hides, x, **all_of_it)
    key_set("T04", "by its operations alone", "ok", signs, public("P-256", kid="e", alg="ECDH-ES", key_ops=[]),
            rsa_public(kid="r", alg="RSA-OAEP", key_ops=["encrypt"]), checking=["s"], encrypting=["e", "r"])
    key_set("T04", "for both, and so for neither", "ok", signs, agrees,
            rsa_public(kid="b", alg="RS256", key_ops=["verify", "encrypt"]), checking=["s"], encrypting=["e"])
    key_set("T04", "for encryption, without alg", "key_needs_alg", signs, public("P-256", kid="e", use="enc"),
            checking=["s"], encrypting=["e"])
    key_set("T04", "only for encryption", "key_set_empty", agrees, x)
    key_set("T20", "of unknown kinds", "ok", signs, agrees, rsa_public(kid="o", alg="RSA1_5"), {"kty": "OKP", "crv": "X448",
            "x": b64(os.urandom(56)), "kid": "x448"}, {"kty": "new"}, checking=["s"], encrypting=["e"])
    key_set("H08", "one kid for both kinds", "key_set_duplicate_kid", signs, {**agrees, "kid": "s"})
    shared = {"kty": "oct", "k": b64(SECRETS[16]), "alg": "A128KW", "kid": "k"}
    key_set("H09", "a public key and a secret", "key_set_mixed", signs, shared)
    key_set("H09", "a public key and a private one", "key_set_mixed", signs, private("P-256", kid="e", alg="ECDH-ES"))
    key_set("H09", "a secret of each kind", "ok", {"kty": "oct", "k": b64(SECRETS[32]), "alg": "HS256", "kid": "h"}, shared,
            checking=["h"], encrypting=["k"])
    small = rsa.generate_private_key(65537, 1024)
    key_set("T10", "a weak key for encryption", "key_weak", signs, {**rsa_jwk(small), "alg": "RSA-OAEP", "kid": "r"})
    key_set("T10", "without its CRT parts", "key_without_crt", signs, rsa_public(d=rsa_jwk(RSA)["d"], alg="RSA-OAEP", kid="r"))
    key_set("T07", "off the curve, for encryption", "key_weak", signs, {**agrees, "y": agrees["x"]})
    key_set("T07", "of small order, for encryption", "key_weak", signs, {**x, "x": b64(bytes(32))})
    key_set("T11", "a short secret for encryption", "key_malformed", {**shared, "k": b64(os.urandom(15))})


def pem():
    secret = lambda key, form=ser.PrivateFormat.PKCS8: key.private_bytes(ser.Encoding.PEM, form, ser.NoEncryption()).decode()
    public = lambda key: key.public_key().public_bytes(ser.Encoding.PEM, ser.PublicFormat.SubjectPublicKeyInfo).decode()
    old = ser.PrivateFormat.TraditionalOpenSSL
    texts = {"RSA": (RSA, "RSA-OAEP-256"), "P-256": (EC["P-256"], "ECDH-ES"), "P-384": (EC["P-384"], "ECDH-ES+A192KW"),
             "X25519": (X, "ECDH-ES+A128KW")}
    for name, (held, alg) in texts.items():
        more = {"alg": alg, "token": token(alg, crv=name if name != "RSA" else "P-256")}
        forms = {"PKCS#8": secret(held)} | ({} if name == "X25519" else {"the old form": secret(held, old)})
        for form, text in forms.items():
            KEYS.append({"row": "pem", "name": f"{name} in {form}", "expect": "ok", "pem": text, **more})
        KEYS.append({"row": "pem", "name": f"{name}, public", "expect": "key_not_private", "pem": public(held), **more})
        KEYS.append({"row": "pem", "name": f"{name}, public, to encrypt", "expect": "ok", "pem": public(held), "alg": alg,
                     "purpose": "encrypt"})
        KEYS.append({"row": "pem", "name": f"{name} of another alg", "expect": "key_alg_mismatch", "pem": secret(held),
                     "alg": "A128KW"})
    signs = ed25519.Ed25519PrivateKey.generate()
    KEYS.append({"row": "T04", "name": "Ed25519 in PEM", "expect": "key_use", "pem": secret(signs), "alg": "ECDH-ES"})
    KEYS.append({"row": "T04", "name": "Ed25519 in PEM, public", "expect": "key_use", "pem": public(signs), "alg": "ECDH-ES",
                 "purpose": "encrypt"})
    der = base64.b64decode("".join(public(X).splitlines()[1:-1]))
    zero = base64.b64encode(der[:12] + bytes(32)).decode()
    for name, code, body in (("of small order", "key_weak", zero), ("cut", "key_malformed", zero[:-4])):
        KEYS.append({"row": "pem", "name": f"an X25519 point {name}", "expect": code, "alg": "ECDH-ES", "purpose": "encrypt",
                     "pem": f"-----BEGIN PUBLIC KEY-----\n{body}\n-----END PUBLIC KEY-----\n"})


# --- nested tokens ----------------------------------------------------------------------------------------------

SIGNER, STRANGER = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
SIGNER_JWK = ec_jwk(SIGNER.public_key(), "P-256", alg="ES256", kid="signer")
CLAIMS = {"iss": "https://id.example", "aud": "api", "sub": "usr_1", "client_id": "app", "jti": "t1", "iat": NOW - 10,
          "exp": NOW + 290}


def signed(claims=None, key=SIGNER, **more):
    from cryptography.hazmat.primitives.asymmetric import utils
    header = {"alg": "ES256", "typ": "at+jwt", "kid": "signer", **more}
    message = b64(json.dumps(header).encode()) + "." + b64(json.dumps({**CLAIMS, **(claims or {})}).encode())
    r, s = utils.decode_dss_signature(key.sign(message.encode(), ec.ECDSA(hashes.SHA256())))
    return message + "." + b64(r.to_bytes(32, "big") + s.to_bytes(32, "big"))


def unsigned():
    return b64(b'{"alg":"none","typ":"at+jwt","kid":"signer"}') + "." + b64(json.dumps(CLAIMS).encode()) + "."


def by_public_key():
    pem = SIGNER.public_key().public_bytes(ser.Encoding.PEM, ser.PublicFormat.SubjectPublicKeyInfo)
    message = b64(b'{"alg":"HS256","typ":"at+jwt","kid":"signer"}') + "." + b64(json.dumps(CLAIMS).encode())
    return message + "." + b64(hmac.new(pem, message.encode(), hashlib.sha256).digest())


def nested(row, name, expect, inner, **more):
    more = {"cty": "JWT", **more}
    inner = inner if isinstance(inner, bytes) else inner.encode()
    NESTED.append({"row": row, "name": name, "expect": expect, "token": token("ECDH-ES", plain=inner, **more)})


def t22_nested():
    for cty in ("JWT", "jwt", "application/jwt"):
        nested("control", f"signed and encrypted, cty {cty}", "ok", signed(), cty=cty)
    nested("control", "the outer claims are ignored", "ok", signed(), iss="https://evil.example", sub="admin", aud="other")
    nested("T22", "no cty", "not_nested", signed(), cty=...)
    for cty in ("text/plain", "json", "at+jwt", ""):
        nested("T22", f"cty {cty!r}", "not_nested", signed(), cty=cty)
    nested("T22", "unsigned inside", "alg_mismatch", unsigned())
    nested("T22", "HMAC with the public key inside", "alg_mismatch", by_public_key())
    nested("T22", "signed by a stranger", "bad_signature", signed(key=STRANGER))
    nested("T22", "signed by an unknown kid", "key_unknown", signed(kid="stranger"))
    nested("T22", "another typ inside", "typ_mismatch", signed(typ="JWT"))
    nested("T22", "another typ inside, the right one outside", "typ_mismatch", signed(typ="x"),
           typ="at+jwt")
    nested("T22", "another audience inside, the right one outside", "audience_mismatch", signed({"aud": "other"}), aud="api")
    nested("T22", "another issuer inside, the right one outside", "issuer_mismatch", signed({"iss": "https://evil.example"}),
           iss="https://id.example")
    nested("T22", "expired inside", "expired", signed({"exp": NOW - 60, "iat": NOW - 400}))
    nested("T22", "a token that holds a token that holds a token", "nested_content", signed(cty="JWT"))
    nested("T22", "encrypted twice", "token_not_compact", token("ECDH-ES", plain=signed().encode(), cty="JWT"))
    nested("T14", "plain claims, only encrypted", "token_not_compact", json.dumps(CLAIMS))
    nested("T14", "claims without a signature part", "token_not_compact", signed().rsplit(".", 1)[0])
    nested("T14", "no text inside", "token_not_compact", b"\xff\xfe")
    nested("T14", "nothing inside", "token_not_compact", b"")
    NESTED.append({"row": "T14", "name": "signed, not encrypted", "expect": "token_not_compact", "token": signed()})


def recipients():
    known = {alg: {"kty": "oct", "alg": alg, "k": b64(SECRETS[int(alg[1:4]) // 8])}
             for alg in ("A128KW", "A192KW", "A256KW", "A128GCMKW", "A192GCMKW", "A256GCMKW")}
    known |= {f"dir{size}": {"kty": "oct", "alg": "dir", "k": b64(secret)} for size, secret in SECRETS.items()}
    known |= {alg: rsa_jwk(RSA, alg=alg) for alg in ("RSA-OAEP", "RSA-OAEP-256")}
    known |= {alg: {"kty": "oct", "alg": alg, "k": b64(PASSWORD.encode())} for alg in PBES2}
    known |= {f"{alg} {crv}": private(crv, alg=alg) for crv in (*CURVES, "X25519")
              for alg in ("ECDH-ES", "ECDH-ES+A128KW", "ECDH-ES+A192KW", "ECDH-ES+A256KW")}
    return {**known, "named": {**known["A128KW"], "kid": "a"}}


for make in (controls, t20_content, t20_keys, t20_points, t14_shapes, headers, costs, keys, t04_sets, pem, t22_nested):
    make()
lists = {"tokens": CASES, "keys": KEYS, "sets": SETS, "nested": NESTED}
lines = lambda rows: "[\n" + ",\n".join(json.dumps(row) for row in rows) + "\n]"
print(f'{{"now": {NOW}, "signer": {json.dumps(SIGNER_JWK)},\n"recipients": {json.dumps(recipients())},\n'
      + ",\n".join(f'"{name}": {lines(rows)}' for name, rows in lists.items()) + "}")
