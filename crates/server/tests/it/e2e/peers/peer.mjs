// npm jose as a peer: verifies tokens of ours, makes tokens for us to judge. One JSON list in, one out.
import { readFileSync } from "node:fs";
import { SignJWT, UnsecuredJWT, createRemoteJWKSet, decodeProtectedHeader, errors, exportJWK, exportSPKI, generateKeyPair,
  jwtVerify } from "jose";

const kid = "theirs";

async function verify({ token, jwks_uri, audience, issuer, alg, leeway }) {
  try {
    const keys = createRemoteJWKSet(new URL(jwks_uri));
    const options = { issuer, audience, algorithms: [alg], clockTolerance: leeway, requiredClaims: ["exp", "iat", "sub"] };
    const { payload } = await jwtVerify(token, keys, options);
    return { claims: payload, typ: decodeProtectedHeader(token).typ };
  } catch (error) {
    if (!(error instanceof errors.JOSEError)) throw error;
    return { error: error.claim ? `${error.code} ${error.claim}` : error.code };
  }
}

async function make({ alg, typ, claims }) {
  const ours = await generateKeyPair(alg, { extractable: true });
  const other = await generateKeyPair(alg);
  const jwk = { ...(await exportJWK(ours.publicKey)), alg, use: "sig", kid };
  const sign = (claims, key, header = {}, options = {}) =>
    new SignJWT(claims).setProtectedHeader({ alg, typ, kid, ...header }).sign(key, options);
  const [good] = claims;
  const secret = new TextEncoder().encode(await exportSPKI(ours.publicKey));
  const forged = {
    "another key": await sign(good, other.privateKey),
    "alg none": new UnsecuredJWT(good).encode(),
    "the public key as a secret": await sign(good, secret, { alg: "HS256" }),
    "another typ": await sign(good, ours.privateKey, { typ: "JWT" }),
    "an unknown crit": await sign(good, ours.privateKey, { crit: ["urn:x"], "urn:x": true }, { crit: { "urn:x": true } }),
    "a key in the header": await sign(good, other.privateKey, { jwk }),
  };
  const tokens = await Promise.all(claims.map((claims) => sign(claims, ours.privateKey)));
  return { jwk, tokens, forged };
}

async function able({ alg }) {
  return generateKeyPair(alg).then(() => true, () => false);
}

const asks = JSON.parse(readFileSync(0, "utf8"));
console.log(JSON.stringify(await Promise.all(asks.map((ask) => ({ verify, make, able })[ask.op](ask)))));
