// Keeps what a crew reports while its phone has no contact, and sends it when it has: each with how long ago it was pressed,
// for a phone's clock may be wrong.
"use strict";

const KEPT = "bysans-reports";
const AGAIN_MS = 15000;
const LONGEST_MS = 15000;
const TWICE_MS = 1000;
let sending = false, pressed = {};

function kept() {
  return JSON.parse(localStorage.getItem(KEPT) || "[]");
}

function keep(reports) {
  localStorage.setItem(KEPT, JSON.stringify(reports));
  showAll(reports);
  tell(reports.length ? "waiting" : "");
}

function showAll(reports) {
  for (const item of document.querySelectorAll(".stops > [id]")) show(item, newest(item, reports));
}

// Of this page's round only: every round has a stop s1.
function newest(item, reports) {
  return reports.filter((one) => one.place === item.id && one.to.startsWith(`${location.pathname}/`)).at(-1);
}

function show(item, report) {
  const line = item.querySelector(".waiting");
  if (!line) return;
  item.toggleAttribute("data-waiting", Boolean(report));
  line.hidden = !report;
  if (!report) return;
  const clock = new Date(report.at).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: "Europe/Oslo" });
  line.querySelector("strong").textContent = `${report.label} ${clock}`;
}

function tell(what) {
  for (const notice of document.querySelectorAll(".report-notice")) notice.hidden = notice.dataset.tells !== what;
}

function reportOf(form, button) {
  const fields = new URLSearchParams(new FormData(form));
  if (button && button.name) fields.set(button.name, button.value);
  const at = Date.now();
  const label = button ? button.firstChild.textContent.trim() : "";
  return { id: `${fields.get("once")} ${at}`, to: form.getAttribute("action"), body: fields.toString(), place: form.closest("li").id, label, at };
}

async function post(report) {
  const headers = { "Content-Type": "application/x-www-form-urlencoded" };
  const ago = Math.max(0, Date.now() - report.at) / 1000;
  return fetch(report.to, { method: "POST", headers, body: `${report.body}&ago=${ago}`, keepalive: true, signal: AbortSignal.timeout(LONGEST_MS) });
}

async function send() {
  if (sending) return;
  sending = true;
  let came = false, refused = false, signedOut = false;
  try {
    for (let next = kept()[0]; next; next = kept()[0]) {
      const { status } = await post(next);
      signedOut = status === 401 || status === 403;
      if (signedOut || status === 429 || status >= 500) break;
      came ||= status < 400;
      refused ||= status >= 400;
      keep(kept().filter((one) => one.id !== next.id));
    }
  } catch {
    // No contact: what is kept waits.
  }
  sending = false;
  if (signedOut) tell("signed-out");
  else if (refused) tell("refused");
  else if (came && !kept().length && document.querySelector(".stops")) refresh();
}

// In place where that can be: the reader's place and focus stay, and on a bad line the round does not give way to an error page.
function refresh() {
  const round = document.querySelector("#round[hx-get]");
  if (round && window.htmx) htmx.trigger(round, "reported");
  else location.reload();
}

// A glove presses twice: where "emptied" was, "undo" is a moment later.
function isSecond(event) {
  const place = event.target.closest("li").id;
  const again = pressed.place === place && event.timeStamp - pressed.at < TWICE_MS;
  if (!again) pressed = { place, at: event.timeStamp };
  return again;
}

function begin() {
  try {
    keep(kept());
  } catch {
    return; // a browser that keeps nothing sends its forms as they are
  }
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("form[data-report]")) return;
    event.preventDefault();
    if (isSecond(event)) return;
    keep([...kept(), reportOf(event.target, event.submitter)]);
    event.target.closest("li").focus({ preventScroll: true }); // the button is gone, its stop is not
    send();
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest(".waiting button");
    if (!button || isSecond(event)) return;
    const last = newest(button.closest("li"), kept());
    if (last) keep(kept().filter((one) => one.id !== last.id));
  });
  document.addEventListener("htmx:after:swap", () => showAll(kept()));
  addEventListener("online", send);
  setInterval(send, AGAIN_MS);
  send();
}

begin();
