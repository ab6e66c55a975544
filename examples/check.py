import sys, jwt
issuer = "http://localhost:8080"
keys = jwt.PyJWKClient(issuer + "/.well-known/jwks.json")
key = keys.get_signing_key_from_jwt(sys.argv[1])
assert jwt.get_unverified_header(sys.argv[1])["typ"] == "at+jwt"
print(jwt.decode(sys.argv[1], key, algorithms=["ES256"], audience="api", issuer=issuer))
