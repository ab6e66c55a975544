// The page: what is shown, and what the buttons do. Everything about the login is in session.js.
import { Refused, call, logIn, logOut, me, read, refresh } from "./session.js";

const NOTES = "http://localhost:4000";
const at = (id) => document.getElementById(id);

/** Shows one of the three states of the page. */
function show(state) {
  for (const id of ["starting", "login", "notes"]) at(id).hidden = id !== state;
  at("logout").hidden = state !== "notes";
}

function say(text) {
  at("message").textContent = text;
  at("message").hidden = text === "";
}

async function showNotes() {
  const [person, { notes }] = await Promise.all([me(), call(`${NOTES}/notes`).then(read)]);
  at("who").textContent = person.name ?? person.email;
  at("list").replaceChildren(...notes.map(item));
  at("none").hidden = notes.length > 0;
  show("notes");
}

function item(text) {
  const element = document.createElement("li");
  element.textContent = text;
  return element;
}

async function addNote(form) {
  const body = JSON.stringify({ text: form.text.value });
  await read(await call(`${NOTES}/notes`, { method: "POST", headers: { "content-type": "application/json" }, body }));
  form.reset();
  await showNotes();
}

/** Runs what a button asks for, its form locked meanwhile, and says what went wrong. */
async function run(work, button) {
  say("");
  if (button) button.disabled = true;
  try {
    await work();
  } catch (error) {
    explain(error);
  } finally {
    if (button) button.disabled = false;
  }
}

function explain(error) {
  const codes = ["token_expired", "token_revoked", "token_invalid"];
  if (error instanceof Refused && codes.includes(error.code)) {
    show("login");
    say("You have been logged out. Please log in again.");
  } else if (error instanceof Refused) {
    say(error.message + ".");
  } else {
    say(`A server does not answer, or does not allow ${location.origin}. Please try again.`);
    console.error(error);
  }
  if (!at("starting").hidden) show("login");
}

function onSubmit(id, work) {
  at(id).addEventListener("submit", (event) => {
    event.preventDefault();
    run(() => work(event.target), event.submitter);
  });
}

onSubmit("login", async (form) => {
  await logIn(form.email.value, form.password.value);
  form.reset();
  await showNotes();
});
onSubmit("add", addNote);
at("reload").addEventListener("click", (event) => run(showNotes, event.target));
at("logout").addEventListener("click", (event) =>
  run(async () => {
    await logOut();
    show("login");
  }, event.target),
);

// The cookie may hold a login from before: a reload of the page, or a day later.
run(async () => ((await refresh()) ? showNotes() : show("login")));
