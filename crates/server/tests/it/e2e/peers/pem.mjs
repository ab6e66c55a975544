// npm jose as a peer: reads PEM of ours, writes PEM for us. One JSON list in, one out.
import { readFileSync } from "node:fs";
import { exportJWK, exportPKCS8, exportSPKI, generateKeyPair, importPKCS8, importSPKI } from "jose";

const extractable = { extractable: true };

async function read({ pem, alg }) {
  const load = pem.includes("PRIVATE") ? importPKCS8 : importSPKI;
  return exportJWK(await load(pem, alg, extractable));
}

async function write({ alg, jwk }) {
  const { privateKey, publicKey } = await generateKeyPair(alg, { crv: jwk.crv, ...extractable });
  return { jwk: await exportJWK(privateKey), private: await exportPKCS8(privateKey), public: await exportSPKI(publicKey) };
}

const asks = JSON.parse(readFileSync(0, "utf8"));
console.log(JSON.stringify(await Promise.all(asks.map((ask) => ({ read, write })[ask.op](ask)))));
