// The same for calls by axios: an instance that adds the access token, and on 401 refreshes and asks once more.
// Without a build step, put axios beside this file: cp node_modules/axios/dist/esm/axios.min.js axios.min.js
import axios from "./axios.min.js";
import { refresh, token } from "./session.js";

/** Use it as any axios: `const { data } = await notes.get("/notes")`. No other address than the base: who is called sees the token. */
export const notes = axios.create({ baseURL: "http://localhost:4000", allowAbsoluteUrls: false });

notes.interceptors.request.use((config) => {
  config.used = token();
  config.headers.set("authorization", `Bearer ${config.used}`);
  return config;
});

notes.interceptors.response.use(undefined, async (error) => {
  const { config, response } = error;
  const old = response?.status === 401 && ["token_expired", "token_revoked"].includes(response.data?.code);
  if (!old || config.again) throw error;
  // Another call of this tab may have refreshed meanwhile.
  if (config.used === token() && !(await refresh())) throw error;
  return notes({ ...config, again: true });
});
