"""Makes hostile.json: hostile tokens and keys, by an implementation that shares nothing with ours.

Needs the packages `cryptography` and, for one form of ML-DSA key, `dilithium-py`. Run it as `python hostile.py > hostile.json` when a case is added; keys and random
signatures are new each time, the expected outcomes are not.
"""

from hostile_base import *
from hostile_curves import t06_ecdsa, t07_points, t19_ed25519, t19_ed448
from hostile_keys import expand_44, pem_forms, t10_rsa, t19_ml_dsa


def controls():
    for name in JWK:
        case("control", f"a good token by {name}", "ok", signed(head(name), key=name), [name])
    case("control", "members in another order, with blanks", "ok",
         signed('{ "kid" : "es",\n "typ":"at+jwt", "alg":"ES256" }'))
    case("control", "aud as a list, names escaped", "ok",
         signed(payload=json.dumps(claims(aud=["x", "api"])).replace('"exp"', '"\\u0065xp"')))


def t01_none():
    for alg in ("none", "None", "NONE", "nOnE", "none ", "", "NoNe\n"):
        message = b64(text(head(alg=alg))) + "." + b64(text(CLAIMS))
        case("T01", f"alg {alg!r}, no signature", "alg_mismatch", message + ".")
        case("T01", f"alg {alg!r}, a signature", "alg_mismatch", signed(head(alg=alg)))
    case("T01", "no alg", "header_type", signed(head(alg=...)))


def t02_confusion():
    public = ES.public_key()
    pem = public.public_bytes(ser.Encoding.PEM, ser.PublicFormat.SubjectPublicKeyInfo)
    der = public.public_bytes(ser.Encoding.DER, ser.PublicFormat.SubjectPublicKeyInfo)
    ssh = public.public_bytes(ser.Encoding.OpenSSH, ser.PublicFormat.OpenSSH)
    jwk = json.dumps(JWK["es"]).encode()
    point = public.public_bytes(ser.Encoding.X962, ser.PublicFormat.UncompressedPoint)
    other = pem.decode().replace("-----BEGIN PUBLIC KEY-----", "").replace("-----END PUBLIC KEY-----", "").strip()
    coordinates = point[1:]
    for name, secret in {
        "DER before a newline": der + b"\n", "DER behind a newline": b"\n" + der, "DER before NUL": der + b"\0", "DER behind NUL": b"\0" + der,
        "PEM's base64": other.encode(), "PEM's base64 in one line": other.replace("\n", "").encode(), "DER in hex": der.hex().encode(),
        "point": point, "bare coordinates": coordinates, "JWK behind a byte order mark": b"\xef\xbb\xbf" + jwk, "JWK in a list": b"[" + jwk + b"]",
        "JWK with an escaped kty": jwk.replace(b'"kty"', b'"\\u006bty"'), "JWK in UTF-16": jwk.decode().encode("utf-16"),
        "JWK in base64url": b64(jwk).encode(), "SSH with options": b"no-pty,command=\"x y\" " + ssh, "SSH behind a host": b"host.example " + ssh,
        "SSH's base64": ssh.split()[1], "SSH's bytes": base64.b64decode(ssh.split()[1]),
        "SSH of a FIDO key": b"sk-ssh-ed25519@openssh.com AAAAGnNrLXNzaC1lZDI1NTE5QG9wZW5zc2guY29t",
    }.items():
        key("T02", f"an oct key of the public key's {name}", "key_weak", {"kty": "oct", "alg": "HS256", "k": b64(secret)})
        key("T02", f"the same without an alg, {name}", "key_weak", {"kty": "oct", "k": b64(secret)})
    for name, secret in {"PEM": pem, "PEM after a blank": b" " + pem, "PEM after a newline": b"\n" + pem,
                         "PEM without its last newline": pem.strip(), "DER": der, "SSH": ssh, "JWK": jwk,
                         "bare point": point}.items():
        token = signed(head(alg="HS256"), sign=lambda m, s=secret: sig_hs(m, s))
        case("T02", f"HMAC with the public key as {name}", "alg_mismatch", token)
        if name != "bare point":
            key("T02", f"an oct key of the public key's {name}", "key_weak",
                {"kty": "oct", "alg": "HS256", "k": b64(secret)})
    key("T02", "an EC key that says HS256", "key_alg_mismatch", {**JWK["es"], "alg": "HS256"})
    key("T02", "an RSA key that says HS256", "key_alg_mismatch", {**JWK["rs"], "alg": "HS256"})
    key("T02", "an OKP key that says HS256", "key_alg_mismatch", {**JWK["ed"], "alg": "HS256"})


def t03_alg():
    case("T03", "PS256 by an RS256 key", "alg_mismatch", signed(head("rs", alg="PS256"), key="ps"), ["rs"])
    case("T03", "RS256 by a PS256 key", "alg_mismatch", signed(head("ps", alg="RS256"), key="rs"), ["ps"])
    case("T03", "ES384 named, ES256 made", "alg_mismatch", signed(head(alg="ES384")))
    case("T03", "lower case", "alg_mismatch", signed(head(alg="es256")))
    case("T03", "HS256 header for a HS512-sized secret", "alg_mismatch",
         signed(head("hs", alg="HS512"), key="hs"), ["hs"])
    case("T03", "alg not a string", "header_type", signed(head(alg=["ES256"])))
    key("T03", "ES384 on P-256", "key_alg_mismatch", {**JWK["es"], "alg": "ES384"})
    key("T03", "HS256 on RSA", "key_alg_mismatch", {**JWK["rs"], "alg": "HS256"})
    key("T03", "RSA without alg", "key_needs_alg", rsa_jwk(RS_PUB.n))
    key("T03", "oct without alg", "key_needs_alg", {"kty": "oct", "k": b64(SECRET)})
    case("T03", "ES256K named, ES256 made", "alg_mismatch", signed(head(alg="ES256K")))
    case("T03", "ES256 by a secp256k1 key", "alg_mismatch", signed(head("es256k", alg="ES256"), key="es256k"), ["es256k"])
    case("T03", "Ed448 named, Ed25519 made", "alg_mismatch", signed(head("ed", alg="Ed448"), key="ed"), ["ed"])
    case("T03", "Ed25519 by an Ed448 key", "alg_mismatch", signed(head("e448", alg="Ed25519"), key="ed"), ["e448"])
    case("T03", "EdDSA by an Ed448 key", "alg_mismatch", signed(head("e448", alg="EdDSA"), key="e448"), ["e448"])
    case("T03", "ML-DSA-65 by an ML-DSA-44 key", "alg_mismatch", signed(head("ml44", alg="ML-DSA-65"), key="ml44"), ["ml44"])
    case("T03", "ML-DSA-44 by an ML-DSA-87 key", "alg_mismatch", signed(head("ml87", alg="ML-DSA-44"), key="ml87"), ["ml87"])
    key("T03", "ES512 on P-384", "key_alg_mismatch", {**JWK["es384"], "alg": "ES512"})
    key("T03", "ES256K on P-256", "key_alg_mismatch", {**JWK["es"], "alg": "ES256K"})
    key("T03", "Ed448 on Ed25519", "key_alg_mismatch", {**JWK["ed"], "alg": "Ed448"}, needs="ed448")
    key("T03", "Ed25519 on Ed448", "key_alg_mismatch", {**JWK["e448"], "alg": "Ed25519"})
    seed = b64(ML[44].private_bytes_raw())
    key("T03", "AKP and its seed", "ok", {**JWK["ml44"], "priv": seed}, private=True)
    for n in ML:
        other = b64(bytes(range(n, n + 32)))
        key("T03", f"ML-DSA-{n}: the seed of another key", "key_inconsistent", {**JWK[f"ml{n}"], "priv": other}, private=True)
    for name, expect, more in (("without alg", "key_malformed", {"alg": ...}), ("with ES256", "key_alg_mismatch", {"alg": "ES256"}),
                               ("with HashML-DSA-44", "key_unsupported", {"alg": "HashML-DSA-44"}),
                               ("with ML-DSA-65", "key_malformed", {"alg": "ML-DSA-65"}),
                               ("without pub", "key_malformed", {"pub": ...}), ("with d", "key_malformed", {"d": seed}),
                               ("with k", "key_malformed", {"k": seed}), ("with an empty pub", "key_malformed", {"pub": ""}),
                               ("with a short pub", "key_malformed", {"pub": b64(raw(ML[44])[:-1])}),
                               ("with a long pub", "key_malformed", {"pub": b64(raw(ML[44]) + b"\0")}),
                               ("with a pub of zeros", "key_weak", {"pub": b64(bytes(1312))}),
                               ("with a t1 of zeros", "key_weak", {"pub": b64(raw(ML[44])[:32] + bytes(1280))})):
        jwk = {**JWK["ml44"], **more}
        key("T03", f"AKP {name}", expect, {name: value for name, value in jwk.items() if value is not ...})
    for name, expect, seed in (("of another key", "key_inconsistent", ML[65].private_bytes_raw()), ("short", "key_malformed", SECRET[:31]),
                               ("long", "key_malformed", SECRET[:33]), ("expanded", "key_malformed", expand_44(ML[44].private_bytes_raw()))):
        key("T03", f"AKP, priv {name}", expect, {**JWK["ml44"], "priv": b64(seed)}, private=True)
    key("T03", "an encryption algorithm", "key_use", {**JWK["rs"], "alg": "RSA-OAEP"})


def t04_use():
    for name, more in {"use enc": {"use": "enc"}, "key_ops encrypt": {"key_ops": ["encrypt"]},
                       "key_ops empty": {"key_ops": []}, "key_ops sign on a public key": {"key_ops": ["sign"]},
                       "use enc with key_ops verify": {"use": "enc", "key_ops": ["verify"]}}.items():
        key("T04", name, "key_use", {**JWK["es"], **more})
    key("T04", "key_ops twice", "key_malformed", {**JWK["es"], "key_ops": ["verify", "verify"]})
    key("T04", "key_ops no list", "key_malformed", {**JWK["es"], "key_ops": "verify"})
    key("T04", "a verifying oct key", "ok", {**JWK["hs"], "key_ops": ["verify"]})
    key("T04", "a signing oct key", "key_use", {**JWK["hs"], "key_ops": ["sign"]})


def t05_signature():
    for name in JWK:
        good = signed(head(name), key=name)
        message, sig = good.rsplit(".", 1)
        raw = base64.urlsafe_b64decode(sig + "==")
        bad = {"empty": "", "cut by a byte": b64(raw[:-1]), "zero behind": b64(raw + b"\0"),
               "first bit": b64(bytes([raw[0] ^ 1]) + raw[1:]), "last bit": b64(raw[:-1] + bytes([raw[-1] ^ 1]))}
        # Tokens of 7 KiB each: of the longest, the five above are enough.
        if name not in ("ml65", "ml87"):
            bad.update({"cut by half": b64(raw[: len(raw) // 2]), "zero before": b64(b"\0" + raw), "all zero": b64(bytes(len(raw))),
                        "twice": b64(raw + raw), "one character more": sig + "A"})
        for what, sig in bad.items():
            case("T05", f"{name}: {what}", "bad_signature", message + "." + sig, [name])
        case("T05", f"{name}: no segment", "token_not_compact", message, [name])
    for n in ML:
        context = signed(head(f"ml{n}"), sign=lambda m, n=n: ML[n].sign(m, b"JWT"))
        case("T05", f"ml{n}: signed with a context", "bad_signature", context, [f"ml{n}"])
    case("T05", "the signature of another parameter set", "bad_signature", signed(head("ml65"), key="ml44"), ["ml65"])


def t08_pkcs1():
    message = b64(text(head("rs"))) + "." + b64(text(CLAIMS))
    digest = hashlib.sha256(message.encode()).digest()
    oid = bytes.fromhex("3031300d060960864801650304020105000420")
    private = RS.private_numbers()

    def case_em(name, em):
        assert len(em) == 256, (name, len(em))
        sig = pow(int.from_bytes(em, "big"), private.d, RS_PUB.n).to_bytes(256, "big")
        expect = "ok" if name == "right" else "bad_signature"
        case("control" if name == "right" else "T08", name, expect, message + "." + b64(sig), ["rs"])

    def padded(info, kind=b"\1", fill=b"\xff", tail=b""):
        return b"\0" + kind + fill * (256 - 3 - len(info) - len(tail)) + b"\0" + info + tail

    case_em("right", padded(oid + digest))
    case_em("no NULL parameters", padded(bytes.fromhex("302f300b0609608648016503040201" "0420") + digest))
    case_em("no DigestInfo", padded(digest))
    case_em("SHA-1's name", padded(bytes.fromhex("302d300906052b0e03021a05000420") + digest))
    case_em("SHA-512's name", padded(oid.replace(b"\2\1\5\0", b"\2\3\5\0") + digest))
    case_em("BER length", padded(bytes.fromhex("308131300d060960864801650304020105000420") + digest))
    case_em("garbage behind a short padding", b"\0\1" + b"\xff" * 8 + b"\0" + oid + digest + bytes(194))
    case_em("garbage at the end", padded(oid + digest, tail=b"\x2a" * 16))
    case_em("garbage in the parameters",
            padded(bytes.fromhex("3033300f06096086480165030402010502aaaa0420") + digest))
    case_em("block type 2", padded(oid + digest, kind=b"\2"))
    case_em("block type 0", padded(oid + digest, kind=b"\0", fill=b"\0"))
    case_em("padding of zeros", padded(oid + digest, fill=b"\0"))
    case_em("padding with one other byte", padded(oid + digest).replace(b"\1\xff", b"\1\xfe", 1))
    case("T08", "signature plus n", "bad_signature",
         message + "." + b64(((int.from_bytes(SIGN["rs"](message.encode()), "big") + RS_PUB.n) % 2**2048)
                             .to_bytes(256, "big")), ["rs"])


def t09_pss():
    for name, more in {"salt 0": {"salt": 0}, "salt 20": {"salt": 20}, "salt 64": {"salt": 64},
                       "longest salt": {"salt": 222}, "MGF1 of SHA-1": {"mgf": hashes.SHA1},
                       "MGF1 of SHA-512": {"mgf": hashes.SHA512}, "hash SHA-384": {"digest": hashes.SHA384},
                       "hash and MGF SHA-512, salt 64": {"digest": hashes.SHA512, "mgf": hashes.SHA512, "salt": 64},
                       }.items():
        case("T09", name, "bad_signature", signed(head("ps"), sign=lambda m, k=more: sig_ps(m, **k), key="ps"), ["ps"])
    case("T09", "PKCS#1 v1.5", "bad_signature", signed(head("ps"), sign=SIGN["rs"], key="ps"), ["ps"])


def t11_secrets():
    weak = {"empty": b"", "one byte": b"k", "31 bytes": SECRET[:31], "one byte repeated": b"a" * 64,
            "a word repeated": b"secret" * 8, "hex digits twice": b"0123456789abcdef" * 2, "zeros": bytes(32),
            "three letters in no order": bytes(random.choice(b"abc") for _ in range(64)),
            "published": b"a-string-secret-at-least-256-bits-long",
            "published, with newline": b"404E635266556A586E3272357538782F413F4428472B4B6250645367566B5970\n"}
    for name, secret in weak.items():
        key("T11", name, "key_weak", {"kty": "oct", "alg": "HS256", "k": b64(secret)})
    key("T11", "32 bytes for HS384", "key_weak", {"kty": "oct", "alg": "HS384", "k": b64(SECRET[:32])})
    key("T11", "63 bytes for HS512", "key_weak", {"kty": "oct", "alg": "HS512", "k": b64(SECRET[:63])})
    key("T11", "64 bytes for HS512", "ok", {"kty": "oct", "alg": "HS512", "k": b64(SECRET)})
    key("T11", "no k", "key_malformed", {"kty": "oct", "alg": "HS256"})


def t12_base64():
    h, p, s = signed().split(".")
    for mark in (" ", "=", "+", "/", "?", "\n", "\t", "%", "\u00fc", "\0"):
        for name, token in {"header": (h[:5] + mark + h[5:], p, s), "payload": (h, p[:5] + mark + p[5:], s),
                            "signature": (h, p, s[:5] + mark + s[5:]), "end": (h, p, s + mark),
                            "start": (mark + h, p, s)}.items():
            expect = "token_not_compact"
            if name in ("payload", "signature", "end"):
                expect = "token_not_compact|bad_signature|token_base64"
            case("T12", f"{mark!r} in {name}", expect, ".".join(token))

    def spare(segment):
        alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
        return segment[:-1] + alphabet[alphabet.index(segment[-1]) | 1]

    odd = lambda value: value + b" " * ((1 - len(value)) % 3)  # one byte over: four spare bits
    loose_head, loose_body = spare(b64(odd(text(head())))), spare(b64(odd(text(CLAIMS))))
    for name, message in {"header": f"{loose_head}.{p}", "payload": f"{h}.{loose_body}"}.items():
        case("T12", f"spare bits in the {name}, validly signed", "token_base64",
             message + "." + b64(sig_es(message.encode())))
    case("T12", "spare bits in the signature", "token_base64", f"{h}.{p}.{spare(s)}")
    key("T12", "padded x", "key_malformed", {**JWK["es"], "x": JWK["es"]["x"] + "="})
    key("T12", "blank in x", "key_malformed", {**JWK["es"], "x": JWK["es"]["x"][:-1] + " "})


def t13_json():
    h, p, s = signed().split(".")
    forms = {"flattened": {"protected": h, "payload": p, "signature": s},
             "general": {"payload": p, "signatures": [{"protected": h, "signature": s}]},
             "forged claims beside": {f"  {h}.": "", "payload": b64(b"{}"), f".{p}.{s}": ""}}
    for name, form in forms.items():
        case("T13", name, "token_not_compact", json.dumps(form))
    case("T13", "braces around", "token_not_compact", "{" + f"{h}.{p}.{s}" + "}")
    case("T13", "quotes around", "token_not_compact", f'"{h}.{p}.{s}"')
    case("T18", "alg in an unprotected header (cookbook 4.7)", "token_not_compact",
         json.dumps({"payload": p, "signatures": [{"header": head(), "signature": s}]}))


def t14_shape():
    h, p, s = signed().split(".")
    for name, token in {"nothing": "", "one": h, "two": f"{h}.{p}", "four": f"{h}.{p}.{s}.", "five": f"{h}.{p}.{s}.A.A",
                        "six": f"{h}.{p}.{s}.A.A.A", "dots": "..", "no header": f".{p}.{s}", "a blank": " ",
                        "empty middle of four": f"{h}..{p}.{s}"}.items():
        case("T14", name, "token_not_compact", token)
    jwe = b64(text({"alg": "ECDH-ES", "enc": "A256GCM", "kid": "es", "typ": "at+jwt"}))
    case("T14", "a JWE", "token_not_compact", f"{jwe}..{b64(bytes(12))}.{p}.{b64(bytes(16))}")
    case("T14", "empty payload, validly signed", "claims_json", signed(payload=b""))


def t15_duplicates():
    h = json.dumps(head())[1:]
    for name, header in {"alg": '{"alg":"none",' + h, "alg behind": "{" + h[:-1] + ',"alg":"none"}',
                         "kid": '{"kid":"es",' + h, "escaped": '{"\\u0061lg":"none",' + h}.items():
        case("T15", f"header: {name}", "header_json", signed(header))
    c = json.dumps(CLAIMS)[1:]
    for name, payload in {"sub": '{"sub":"root",' + c, "sub behind": "{" + c[:-1] + ',"sub":"root"}',
                          "escaped exp": '{"\\u0065xp":1,' + c, "deep": '{"a":[{"b":{"c":1,"c":2}}],' + c,
                          "empty names": '{"":1,"":2,' + c,
                          "beyond 40": "{" + "".join(f'"m{i}":0,' for i in range(40)) + '"m39":1,' + c}.items():
        case("T15", f"claims: {name}", "claims_json", signed(payload=payload))
    twice = json.dumps(JWK["es"])[:-1] + ',"alg":"ES256"}'
    key("T15", "alg twice in a JWK", "key_json", text=twice)


def t16_text():
    good = json.dumps(head()).encode()
    body = json.dumps(CLAIMS).encode()
    for where, whole, expect in (("header", good, "header_json"), ("claims", body, "claims_json")):
        inner = whole[1:]
        bad = {"empty": b"", "null": b"null", "a number": b"1", "a string": b'"a"', "a list": b"[" + whole + b"]",
               "UTF-16": whole.decode().encode("utf-16"), "UTF-16 without mark": whole.decode().encode("utf-16-le"),
               "BOM": b"\xef\xbb\xbf" + whole, "NUL behind": whole + b"\0", "NUL inside": b'{"a":"\0",' + inner,
               "NUL escaped": b'{"a":"\\u0000",' + inner, "lone high": b'{"a":"\\ud800",' + inner,
               "lone low": b'{"a":"\\udc00",' + inner, "pair reversed": b'{"a":"\\udc00\\ud800",' + inner,
               "surrogate in UTF-8": b'{"a":"\xed\xa0\x80",' + inner, "bad UTF-8": b'{"a":"\xff",' + inner,
               "overlong": b'{"a":"\xc0\xaf",' + inner, "twice": whole + whole, "trailing word": whole + b"x",
               "trailing comma": whole[:-1] + b",}", "comment": b"/**/" + whole, "single quotes": b"{'a':1," + inner,
               "NaN": b'{"a":NaN,' + inner, "raw newline": b'{"a":"\n",' + inner, "leading zero": b'{"a":01,' + inner,
               "bare plus": b'{"a":+1,' + inner, "no fraction": b'{"a":1.,' + inner, "infinite": b'{"a":1e400,' + inner,
               "cut": whole[:-1], "bad escape": b'{"a":"\\x",' + inner, "vertical tab": b"\x0b" + whole}
        if where == "header":
            # A known member first, so that the text is at fault and not the unknown name.
            bad = {name: text.replace(b'"a":', b'"cty":') for name, text in bad.items()}
        for name, text_ in bad.items():
            token = signed(text_) if where == "header" else signed(payload=text_)
            loose = expect if where == "claims" else "header_json|header_type|token_not_compact"
            case("T16", f"{where}: {name}", loose, token)


def t17_crit():
    for name, more in {"unknown": {"crit": ["x"], "x": 1}, "named but absent": {"crit": ["x"]}, "empty": {"crit": []},
                       "not a list": {"crit": "x"}, "null": {"crit": None}, "registered": {"crit": ["alg"]},
                       "b64": {"crit": ["b64"], "b64": False}, "exp": {"crit": ["exp"], "exp": 1}}.items():
        case("T17", name, "header_critical", signed(head(**more)))
    case("T17", "b64 without crit", "header_member", signed(head(b64=False)))


def h_headers():
    own = ec_jwk(ES2, "P-256", 32)
    sign = SIGN["es2"]
    for kid in ("es", ...):
        case("H01", f"jwk, kid {kid}", "header_member", signed(head(jwk=own, kid=kid), sign=sign))
    case("H01", "jwk of the right key", "header_member", signed(head(jwk=JWK["es"])))
    for name, value in {"jku": "http://127.0.0.1:9/jwks", "x5u": "http://127.0.0.1:9/x"}.items():
        case("H02", name, "header_member", signed(head(**{name: value}), sign=sign))
        case("H02", f"{name}, rightly signed", "header_member", signed(head(**{name: value})))
    for name, value in {"x5c": ["MIIB"], "x5t": "AAAA", "x5t#S256": "AAAA"}.items():
        case("H03", name, "header_member", signed(head(**{name: value})))
    for kid in ("../../../../dev/null", "/dev/null", "/etc/passwd", "file:///dev/null", "C:\\nul", ".", "es/../es"):
        case("H04", kid, "key_unknown", signed(head(kid=kid)), path=True)
    case("H04", "NUL in the kid", "header_json", signed(head(kid="es\0")))
    for kid in ("' OR 1=1 --", "es' UNION SELECT 'x", "*)(uid=*", "`id`", "$(sleep 9)", "es;ls", "{{7*7}}"):
        case("H05", kid, "key_unknown", signed(head(kid=kid)))
    case("H07", "no kid, two keys", "key_id_missing", signed(head(kid=...)), ["es", "es2"])
    case("H07", "no kid, one key", "ok", signed(head(kid=...)))
    for kid in (1, None, True, ["es"], {"a": "es"}):
        case("H08", f"kid {json.dumps(kid)}", "header_type", signed(head(kid=kid)))
    case("H08", "empty kid", "header_type", signed(head(kid="")))
    case("H08", "kid of 300 bytes", "header_type", signed(head(kid="k" * 300)))
    case("H08", "kid of 64 KiB", "token_too_long", signed(head(kid="k" * 65536)))
    key("H08", "kid of 300 bytes in a JWK", "key_malformed", {**JWK["es"], "kid": "k" * 300})
    key("H08", "kid a number in a JWK", "key_malformed", {**JWK["es"], "kid": 1})
    for name, keys, expect in (
        ("H08", [JWK["es"], {**JWK["es2"], "kid": "es"}], "key_set_duplicate_kid"),
        ("H09", [JWK["es"], JWK["hs"]], "key_set_mixed"), ("H09", [JWK["hs"], JWK["rs"]], "key_set_mixed"),
        ("T10", [JWK["es"], rsa_jwk(random.getrandbits(1024) | 1 << 1023 | 1, alg="RS256", kid="weak")], "key_weak"),
        ("T04", [{**JWK["rs"], "alg": "RSA-OAEP", "use": "enc"}, {**JWK["es"], "use": "enc"}], "key_set_empty"),
        ("control", [JWK["es"], {"kty": "XYZ", "alg": "ML-DSA-44", "pub": "AA"}, JWK["rs"]], "ok"),
        ("control", [JWK["es"], {"kty": "AKP", "alg": "SLH-DSA-SHA2-128s", "pub": "AA"}, JWK["ml44"]], "ok"),
        ("T03", [JWK["es"], {"kty": "AKP", "alg": "ML-DSA-44", "pub": "AA"}], "key_malformed"),
        ("H09", [JWK["ml65"], {**JWK["ml44"], "priv": b64(ML[44].private_bytes_raw())}], "key_set_mixed"),
        ("H08", [JWK["ml65"], {**JWK["ml44"], "kid": "ml65"}], "key_set_duplicate_kid"),
    ):
        SETS.append({"row": name, "keys": keys, "expect": expect})


def h10_typ():
    for typ, expect in (("at+jwt", "ok"), ("AT+JWT", "ok"), ("application/at+jwt", "ok"), ("Application/AT+jwt", "ok"),
                        (..., "typ_mismatch"), ("JWT", "typ_mismatch"), ("id+jwt", "typ_mismatch"),
                        ("logout+jwt", "typ_mismatch"), ("at+jwt ", "typ_mismatch"), ("", "typ_mismatch"),
                        ("text/at+jwt", "typ_mismatch"), ("application/application/at+jwt", "typ_mismatch"),
                        ("application/", "typ_mismatch"), ("application", "typ_mismatch"),
                        ("at+jwt;charset=utf-8", "typ_mismatch"), (None, "header_type"), (["at+jwt"], "header_type")):
        case("H10", f"typ {typ}", expect, signed(head(typ=typ)))
    case("H10", "at+jwt where JWT is expected", "typ_mismatch", signed(), policy="foreign")
    case("H10", "JWT where JWT is expected", "ok", signed(head(typ="JWT")), policy="foreign")
    for cty in ("JWT", "application/xml", "application/x-java-serialized-object"):
        case("H11", cty, "nested_content", signed(head(cty=cty)))


BAD_TIMES = {"string": str(NOW + 99), "float": NOW + 99.5, "whole float": float(NOW + 99), "negative": -1, "bool": True,
             "null": None, "list": [NOW + 99], "object": {"v": NOW + 99}, "milliseconds": (NOW + 99) * 1000,
             "over i64": 2**63, "far over i64": 10**30, "empty": ""}


def c_times():
    for row, name in (("C01", "exp"), ("C02", "nbf"), ("C03", "iat")):
        for what, value in BAD_TIMES.items():
            case(row, f"{name}: {what}", "claim_type", signed(payload=claims(**{name: value})))
        raw = json.dumps(claims(**{name: 4_242_424_242}))
        for spelled in ("1e400", "18e8", "1800000000.0", "-0.0"):
            case(row, f"{name}: {spelled}", "claim_type|claims_json",
                 signed(payload=raw.replace("4242424242", spelled)))
    case("C01", "no exp", "claim_missing", signed(payload=claims(exp=...)))
    case("C01", "exp in capitals only", "claim_missing", signed(payload=claims(exp=..., EXP=NOW + 99)))
    case("C02", "no nbf", "ok", signed(payload=claims(nbf=...)))
    case("C02", "nbf within the leeway", "ok", signed(payload=claims(nbf=NOW + 30)))
    case("C02", "nbf beyond the leeway", "not_yet_valid", signed(payload=claims(nbf=NOW + 31)))
    case("C03", "iat within the leeway", "ok", signed(payload=claims(iat=NOW + 30)))
    case("C03", "iat beyond the leeway", "issued_in_future", signed(payload=claims(iat=NOW + 31)))
    case("C03", "iat of 1970", "too_old", signed(payload=claims(iat=0)))
    case("C03", "life of a year", "too_old", signed(payload=claims(exp=NOW + 31_536_000)))
    case("C03", "no iat", "claim_missing", signed(payload=claims(iat=...)))
    for exp, expect in ((NOW + 1, "ok"), (NOW, "ok"), (NOW - 29, "ok"), (NOW - 30, "expired"), (NOW - 31, "expired")):
        case("C04", f"exp {exp - NOW:+}", expect, signed(payload=claims(exp=exp)))


def c_strings():
    iss = CLAIMS["iss"]
    for value in (iss + "/", iss.upper(), "HTTPS://id.example", "https://id.example.", "https://\u0456d.example",
                  " " + iss, iss + "\n", "http://id.example", iss[:-1]):
        case("C05", f"iss {value!r}", "issuer_mismatch", signed(payload=claims(iss=value)))
    for value in ([iss], [iss, "https://evil.example"], {"iss": iss}, None, 1, ""):
        case("C05", f"iss {value!r}", "claim_type", signed(payload=claims(iss=value)))
    case("C05", "no iss", "claim_missing", signed(payload=claims(iss=...)))
    for value in ("ap", "apis", "API", "api ", "api/", ["web", "apis"], ["web api"], "web,api"):
        case("C06", f"aud {value!r}", "audience_mismatch", signed(payload=claims(aud=value)))
    for value in ([], {}, {"api": True}, None, 1, True, "", ["api", 1], ["api", None], [["api"]]):
        expect = "claim_type" if value != "" else "claim_type|audience_mismatch"
        case("C06", f"aud {value!r}", expect, signed(payload=claims(aud=value)))
    case("C06", "no aud", "claim_missing", signed(payload=claims(aud=...)))
    case("C06", "among others", "ok", signed(payload=claims(aud=["web", "api"])))
    case("C06", "any audience, by name", "ok", signed(payload=claims(aud="web")), policy="any_audience")
    for name in ("sub", "client_id", "jti"):
        for value in ("", None, 1, ["x"], {}):
            case("C08", f"{name} {value!r}", "claim_type", signed(payload=claims(**{name: value})))
        case("C08", f"no {name}", "claim_missing", signed(payload=claims(**{name: ...})))
    case("C09", "scope as a list", "claim_type", signed(payload=claims(scope=["read"])))
    evil = SIGN["es2"]
    for name, payload in {"claims": CLAIMS, "expired": claims(exp=1), "no JSON": b"\0\xff", "wrong issuer": claims(iss="x"),
                          "duplicates": '{"a":1,"a":2}', "deep": b"[" * 4000}.items():
        case("C10", f"{name} by another key", "bad_signature", signed(payload=payload, sign=evil))
    case("C11", "expired and badly signed", "bad_signature", signed(payload=claims(exp=NOW - 9999), sign=evil))
    case("C11", "expired and rightly signed", "expired", signed(payload=claims(exp=NOW - 9999, iat=NOW - 10300)))


def d_limits():
    case("D02", "payload that makes 9 KiB", "token_too_long", signed(payload=claims(pad="x" * 6700)))
    case("D03", "17 deep", "claims_json", signed(payload=claims(deep=json.loads("[" * 16 + "]" * 16))))
    case("D03", "16 deep", "ok", signed(payload=claims(deep=json.loads("[" * 15 + "]" * 15))))
    case("D03", "2,000 deep", "claims_json", signed(payload='{"a":' + "[" * 2000 + "]" * 2000 + "}"))
    case("D04", "300 members", "claims_json", signed(payload=claims(**{f"m{i}": 0 for i in range(300)})))
    case("D04", "a number of 33 digits", "claims_json", signed(payload=claims(n=int("1" * 33))))
    case("D04", "a number of 4,000 digits", "claims_json", signed(payload='{"n":' + "1" * 4000 + "}"))


for make in (pem_forms, controls, t01_none, t02_confusion, t03_alg, t04_use, t05_signature, t06_ecdsa, t07_points, t08_pkcs1, t09_pss,
             t10_rsa, t11_secrets, t12_base64, t13_json, t14_shape, t15_duplicates, t16_text, t17_crit, t19_ed25519, t19_ed448, t19_ml_dsa,
             h_headers, h10_typ, c_times, c_strings, d_limits):
    make()

# ES256 says everything the other algorithms could about claims; 64 KiB tokens stay out of the file.
for entry in CASES:
    if len(entry["token"]) > 12_000:
        entry["pad"] = len(entry["token"])
        entry["token"] = entry["token"][:200]
lines = lambda items: ",\n".join(json.dumps(item) for item in items)
sys.stdout.write(f'{{"now":{NOW},"jwks":{json.dumps(JWK)},\n"tokens":[\n{lines(CASES)}\n],\n'
                 f'"keys":[\n{lines(KEYS)}\n],\n"sets":[\n{lines(SETS)}\n]}}\n')
