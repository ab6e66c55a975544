import { createRemoteJWKSet, jwtVerify } from "jose";
const issuer = "http://localhost:8080";
const keys = createRemoteJWKSet(new URL(issuer + "/.well-known/jwks.json"));
const { payload } = await jwtVerify(process.argv[2], keys, { issuer, audience: "api", typ: "at+jwt", algorithms: ["ES256"] });
console.log(payload);
