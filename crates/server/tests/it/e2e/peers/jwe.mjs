// npm jose as a peer: decrypts tokens of ours, encrypts tokens for us. One JSON list in, one out.
import { readFileSync } from "node:fs";
import { CompactEncrypt, base64url, compactDecrypt, importJWK } from "jose";

const key = ({ jwk, alg }) => (jwk.kty === "oct" ? base64url.decode(jwk.k) : importJWK(jwk, alg));

async function decrypt(ask) {
  const options = { maxPBES2Count: 1_200_000, keyManagementAlgorithms: [ask.alg], contentEncryptionAlgorithms: [ask.enc] };
  const { plaintext } = await compactDecrypt(ask.token, await key(ask), options);
  return { text: new TextDecoder().decode(plaintext) };
}

async function encrypt(ask) {
  const token = new CompactEncrypt(new TextEncoder().encode(ask.text));
  token.setProtectedHeader({ alg: ask.alg, enc: ask.enc, cty: "x" });
  return { token: await token.encrypt(await key(ask)) };
}

async function answer(ask) {
  try {
    return await { decrypt, encrypt }[ask.op](ask);
  } catch (error) {
    return { error: String(error) };
  }
}

const asks = JSON.parse(readFileSync(0, "utf8"));
console.log(JSON.stringify(await Promise.all(asks.map(answer))));
