"""Hostile keys and signatures of elliptic curves: ECDSA, Ed25519, Ed448."""

from hostile_base import *

CURVES = {"es": (ES, P256_N, 32), "es384": (ES384, P384_N, 48), "es512": (ES512, P521_N, 66), "es256k": (ES256K, K256_N, 32)}


def t06_ecdsa():
    for name, (private, n, size) in CURVES.items():
        message = signed(head(name), key=name).rsplit(".", 1)[0]
        raw, top = SIGN[name](message.encode()), 256**size
        r, s = int.from_bytes(raw[:size], "big"), int.from_bytes(raw[size:], "big")
        pairs = {"r = 0": (0, s), "s = 0": (r, 0), "both 0": (0, 0), "r = n": (n, s), "s = n": (r, n),
                 "r + n": ((r + n) % top, s), "s + n": (r, (s + n) % top), "r = s = 1": (1, 1), "all ones": (top - 1, top - 1)}
        spell = lambda a, b: message + "." + b64(a.to_bytes(size, "big") + b.to_bytes(size, "big"))
        for what, (a, b) in pairs.items():
            case("T06", f"{name}: {what}", "bad_signature", spell(a, b), [name])
        case("T06", f"{name}: DER", "bad_signature", message + "." + b64(utils.encode_dss_signature(r, s)), [name])
        case("T06", f"{name}: psychic", "bad_signature", message + ".MAYCAQACAQA", [name])
        case("T24", f"{name}: the twin with n - s", "ok", spell(r, n - s), [name])


def t07_points():
    base = JWK["es"]
    for name, (private, n, size) in CURVES.items():
        own, point = JWK[name], private.public_key().public_numbers()
        wrong = {"off the curve": num(point.y ^ 1, size), "y of zero": num(0, size), "y of ones": num(256**size - 1, size)}
        for what, y in wrong.items():
            key("T07", f"{name}: {what}", "key_weak", {**own, "y": y})
        key("T07", f"{name}: zero point", "key_weak", {**own, "x": num(0, size), "y": num(0, size)})
        key("T07", f"{name}: coordinates swapped", "key_weak", {**own, "x": own["y"], "y": own["x"]})
        for what, more in {"x short": {"x": b64(point.x.to_bytes(size, "big")[:-1])}, "y empty": {"y": ""},
                           "x with a leading zero": {"x": num(point.x, size + 1)}}.items():
            key("T07", f"{name}: {what}", "key_malformed", {**own, **more})
        d = private.private_numbers().private_value
        key("T07", f"{name}: its own d", "ok", {**own, "d": num(d, size)}, private=True)
        key("T07", f"{name}: d of another key", "key_inconsistent", {**own, "d": num(d ^ 1, size)}, private=True)
        for what, other in {"0": 0, "n": n, "n + 1": n + 1, "n - d": n - d, "n + d": n + d, "all ones": 256**size - 1}.items():
            if other < 256**size:
                key("T07", f"{name}: d of {what}", "key_inconsistent", {**own, "d": num(other, size)}, private=True)
        for what, more in {"short": num(d, size)[:-2], "empty": "", "with a leading zero": num(d, size + 1)}.items():
            key("T07", f"{name}: d {what}", "key_malformed", {**own, "d": more}, private=True)
    for name, more in {"P-256 point called P-384": {"crv": "P-384", "alg": "ES384"},
                       "P-384 point called P-256": {**JWK["es384"], "crv": "P-256", "alg": "ES256"},
                       "P-521 point called P-384": {**JWK["es512"], "crv": "P-384", "alg": "ES384"}}.items():
        key("T07", name, "key_malformed", {**base, **more})
    key("T07", "P-256 point called secp256k1", "key_weak", {**base, "crv": "secp256k1", "alg": "ES256K"})
    key("T07", "secp256k1 point called P-256", "key_weak", {**JWK["es256k"], "crv": "P-256", "alg": "ES256"})
    key("T07", "no y", "key_malformed", {name: value for name, value in base.items() if name != "y"})
    key("T07", "an EC key with an RSA modulus", "key_malformed", {**base, "n": num(RS_PUB.n)})
    key("T07", "an EC key with a symmetric k", "key_malformed", {**base, "k": b64(SECRET)})
    key("T07", "brainpoolP256r1", "key_unsupported", {**base, "crv": "brainpoolP256r1"})
    compressed = ES.public_key().public_bytes(ser.Encoding.X962, ser.PublicFormat.CompressedPoint)
    prefix = bytes.fromhex("301306072a8648ce3d020106082a8648ce3d030107")
    for name, octets in {"compressed": compressed, "identity": b"\0", "hybrid": b"\6" + bytes(64)}.items():
        bits = b"\3" + bytes([len(octets) + 1]) + b"\0" + octets
        spki = b"\x30" + bytes([len(prefix) + len(bits)]) + prefix + bits
        pem = "-----BEGIN PUBLIC KEY-----\n" + base64.b64encode(spki).decode() + "\n-----END PUBLIC KEY-----\n"
        key("T07", f"{name} point in PEM", "key_malformed", pem=pem)


def small_order_ys():
    """L times any point has an order that divides 8: the y of all there are."""
    p = 2**255 - 19
    d = -121665 * pow(121666, -1, p) % p

    def add(a, b):
        (x1, y1), (x2, y2) = a, b
        t = d * x1 * x2 * y1 * y2
        return ((x1 * y2 + x2 * y1) * pow(1 + t, -1, p) % p, (y1 * y2 + x1 * x2) * pow(1 - t, -1, p) % p)

    found = set()
    for y in range(2, 60):
        square = (y * y - 1) * pow(d * y * y + 1, -1, p) % p
        x = pow(square, (p + 3) // 8, p)
        x = x if x * x % p == square else x * pow(2, (p - 1) // 4, p) % p
        if x * x % p != square:
            continue
        result, power, factor = (0, 1), (x, y), ED_L
        while factor:
            result = add(result, power) if factor & 1 else result
            power, factor = add(power, power), factor >> 1
        found.add(result[1])
    return found


def t19_ed25519():
    good = signed(head("ed"), key="ed")
    message, sig = good.rsplit(".", 1)
    raw = base64.urlsafe_b64decode(sig + "==")
    s = int.from_bytes(raw[32:], "little")
    for name, bad in {"S + L": raw[:32] + (s + ED_L).to_bytes(32, "little"), "S = L": raw[:32] + ED_L.to_bytes(32, "little"),
                      "63 bytes": raw[:63], "65 bytes": raw + b"\0", "R of the identity": b"\1" + bytes(31) + raw[32:],
                      "all zero": bytes(64)}.items():
        case("T19", name, "bad_signature", message + "." + b64(bad), ["ed"])
    case("T19", "the name Ed25519 for an EdDSA key", "alg_mismatch", signed(head("ed", alg="Ed25519"), key="ed"), ["ed"])
    p, torsion = 2**255 - 19, small_order_ys()
    assert len(torsion) == 5 and {0, 1, p - 1} < torsion
    for y in sorted(torsion | {p, p + 1, p + 18}):
        for sign in (0, 1):
            x = (y | sign << 255).to_bytes(32, "little")
            key("T19", f"small order or not canonical: y {y % 1000}.., sign {sign}", "key_weak", {**JWK["ed"], "x": b64(x)})
    case("T19", "the name EdDSA for an Ed25519 key", "alg_mismatch", signed(head("ed9864", alg="EdDSA"), key="ed"), ["ed9864"])
    key("T19", "31 bytes", "key_malformed", {**JWK["ed"], "x": b64(ED_RAW[:31])})
    key("T19", "33 bytes", "key_malformed", {**JWK["ed"], "x": b64(ED_RAW + b"\0")})
    key("T19", "X25519", "key_alg_mismatch", {**JWK["ed"], "crv": "X25519"})
    key("T19", "d of another key", "key_inconsistent", {**JWK["ed"], "d": b64(SECRET[:32])}, private=True)


def t19_ed448():
    p, order = 2**448 - 2**224 - 1, 2**446 - 13818066809895115352007386748515426880336692474882178609894547503885
    message, sig = signed(head("e448"), key="e448").rsplit(".", 1)
    good = base64.urlsafe_b64decode(sig + "==")
    s = int.from_bytes(good[57:], "little")
    spell = lambda s: good[:57] + s.to_bytes(57, "little")
    for name, bad in {"S + L": spell(s + order), "S = L": spell(order), "S + 2^448": spell(s + 2**448), "S = 0": spell(0),
                      "113 bytes": good[:113], "115 bytes": good + b"\0", "R of the identity": b"\1" + bytes(56) + good[57:],
                      "a stray bit in R": good[:56] + bytes([good[56] ^ 1]) + good[57:],
                      "R of p + 1": (p + 1).to_bytes(57, "little") + good[57:], "all zero": bytes(114)}.items():
        case("T19", f"Ed448: {name}", "bad_signature", message + "." + b64(bad), ["e448"])
    own = int.from_bytes(E448_RAW, "little")
    y, sign = own % 2**448, own >> 455
    d = -39081 % p

    def on_curve(y):
        ratio = (1 - y * y) * pow(1 - d * y * y, -1, p) % p
        return pow(ratio, (p - 1) // 2, p) in (0, 1)

    # (0, -1) has order 2: added to our key it turns (x, y) into (-x, -y), a point of order 2 L.
    assert on_curve(y) and on_curve(p - y)
    off = next(y for y in range(2, 99) if not on_curve(y))
    weak = {"order 4": 0, "order 1": 1, "order 1, signed": 1 | 1 << 455, "order 2": p - 1, "order 2, signed": p - 1 | 1 << 455,
            "order 4, signed": 1 << 455, "not canonical: p": p, "not canonical: p + 1": p + 1, "not canonical: 2^448 - 1": 2**448 - 1,
            "order 2 L": p - y | (1 - sign) << 455, "a stray bit": own | 1 << 448, "off the curve": off}
    for name, x in weak.items():
        key("T19", f"Ed448: {name}", "key_weak", {**JWK["e448"], "x": b64(x.to_bytes(57, "little"))})
    key("T19", "Ed448: 56 bytes", "key_malformed", {**JWK["e448"], "x": b64(E448_RAW[:56])})
    key("T19", "Ed448: 58 bytes", "key_malformed", {**JWK["e448"], "x": b64(E448_RAW + b"\0")})
    key("T19", "Ed448: an Ed25519 point", "key_malformed", {**JWK["e448"], "x": b64(ED_RAW)})
    key("T19", "Ed448: d of another key", "key_inconsistent", {**JWK["e448"], "d": b64(SECRET[:57])}, private=True)
    key("T19", "Ed448: d short", "key_malformed", {**JWK["e448"], "d": b64(SECRET[:56])}, private=True)
    seed = E448.private_bytes(ser.Encoding.Raw, ser.PrivateFormat.Raw, ser.NoEncryption())
    key("T19", "Ed448: its own d", "ok", {**JWK["e448"], "d": b64(seed)}, private=True)
