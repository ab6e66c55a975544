// What ends TLS: the issuer's host goes to the server, every other host is an empty page. It notes what it carried.
import { request } from "node:http";
import { createServer } from "node:https";

/** Listens on loopback; answers the server and the list of requests that came for the issuer. */
export async function listen({ issuer, port, tls }) {
  const carried = [];
  const host = new URL(issuer).host;
  const server = createServer(tls, (incoming, outgoing) => {
    if (incoming.headers.host === host) carry(port, incoming, outgoing, carried);
    else outgoing.writeHead(200, { "content-type": "text/html" }).end("<!doctype html><title>A page</title><body>");
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { server, carried };
}

function carry(port, incoming, outgoing, carried) {
  const { method, url, headers } = incoming;
  const options = { host: "127.0.0.1", port, method, path: url, headers: { ...headers, "x-forwarded-for": "192.0.2.7" } };
  const onward = request(options, (answer) => {
    carried.push({
      method,
      path: url.split("?")[0],
      origin: headers.origin ?? null,
      site: headers["sec-fetch-site"] ?? null,
      type: headers["content-type"]?.split(";")[0] ?? null,
      cookie: /__Host-par-r-app=/.test(headers.cookie ?? ""),
      status: answer.statusCode,
      sets_cookie: "set-cookie" in answer.headers,
    });
    outgoing.writeHead(answer.statusCode, answer.rawHeaders);
    answer.pipe(outgoing);
  });
  // A page that is left takes its requests along.
  onward.on("error", () => outgoing.destroy());
  incoming.pipe(onward);
}
