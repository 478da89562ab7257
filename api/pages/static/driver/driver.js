// Shows the next stop at once, whether or not there is contact: what the service told, and on top of it what this phone reported.
"use strict";

const KEPT = "bysans-driver";
const TWICE_MS = 800; // a glove presses twice, and where "emptied" was is the next stop's a moment later
const AGAIN_MS = 15000;
const REFRESH_MS = 120000;
const SIDE = 1280; // pixels of a photo's longer side
const VIEWS = { liste: "list", kart: "map", mer: "more", "kunne-ikke": "could_not" };
const { round, events } = document.body.dataset;
const OWN = `bysans-last-stop-${round}`;
const words = document.getElementById("words").dataset;
const element = (id) => document.getElementById(id);
const say = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
const mapFiles = document.querySelector("[data-load]")?.dataset.load.split(" ") || [];
let reports = [], chosen = null, contact = navigator.onLine, linkOver = false, undone = null, pressedAt = -TWICE_MS, newestTold = 0, sending = false, refreshing, shown;

const items = () => [...document.querySelectorAll("#visits > li")];
const item = (id) => items().find((one) => one.dataset.id === id);
const counted = () => reports.filter((report) => !report.refused);
const isWaiting = (report) => !report.sentAt && !report.refused;
const part = (of, name) => of.querySelector(`.${name}`).textContent.trim();

function clock(at) {
  return new Date(at).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: "Europe/Oslo" });
}

function outcomeOf(report) {
  const why = report.reason && document.querySelector(`[name=reason][value=${report.reason}] + span`).textContent.toLowerCase();
  const word = words[{ emptied: "stateEmptied", could_not: "stateCouldNot", undo: "stateUndo", extra: "stateExtra", tipped: "stateTipped" }[report.type]];
  return `${word}${why ? `: ${why}` : ""} ${clock(report.at)}${isWaiting(report) ? ` – ${words.waits}` : ""}`;
}

// What this phone reported is newer than what it was told, whatever its clock says.
const timeOf = (report) => Math.max(report.at, newestTold + report.number);

// What became of each visit: the last report that was not undone counts, this phone's after those that the service told.
function settle() {
  const all = items(), tips = counted().filter((report) => report.type === "tipped");
  for (const one of all) {
    const told = one.dataset;
    told.server ??= told.state;
    told.serverTime ??= told.time;
    one.serverOutcome ??= one.querySelector(".outcome").textContent;
    newestTold = Math.max(newestTold, Number(told.serverTime) || 0);
    const base = { state: told.server, outcome: one.serverOutcome, time: Number(told.serverTime) || 0 };
    const planned = { state: "planned", outcome: "", time: 0 };
    let stack = ["planned", "passed"].includes(base.state) ? [] : [base];
    for (const report of counted().filter((own) => own.stop === told.id || (own.type === "extra" && own.answer?.stop_id === told.id))) {
      if (report.type === "undo") stack.pop();
      else stack.push({ state: report.type === "extra" ? "emptied" : report.type, outcome: outcomeOf(report), time: timeOf(report) });
    }
    if (told.kind === "tip" && !stack.length && tips.length) stack.push({ state: "tipped", outcome: outcomeOf(tips[0]), time: timeOf(tips.shift()) });
    const { state, outcome, time } = stack.at(-1) || planned;
    Object.assign(told, { state, time });
    one.querySelector(".outcome").textContent = outcome;
  }
  const last = all.findLastIndex((one) => one.dataset.kind === "stop" && one.dataset.state !== "planned");
  all.forEach((one, place) => {
    if (one.dataset.kind === "tip" && one.dataset.state === "planned" && place < last) one.dataset.state = "passed";
  });
}

const pending = (among) => among.find((one) => one.dataset.state === "planned");

// The driver goes on behind the stop that this phone settled last (or, as long as it has settled none, anybody); what the office settles
// far ahead leads nobody there. What was passed over comes at the end.
function current() {
  const all = items(), asked = all.find((one) => one.dataset.id === chosen);
  if (asked) return asked;
  const own = all.findIndex(({ dataset }) => dataset.id === localStorage[OWN] && Number(dataset.time) > 0);
  const newest = all.reduce((best, one, place) => (Number(one.dataset.time) > (best < 0 ? 0 : Number(all[best].dataset.time)) ? place : best), -1);
  return pending(all.slice((own < 0 ? newest : own) + 1)) || pending(all);
}

function show() {
  settle();
  const now = current(), all = items();
  for (const one of all) one.toggleAttribute("data-current", one === now);
  showNext(now, now && (pending(all.slice(all.indexOf(now) + 1)) || pending(all.filter((one) => one !== now))));
  showLast();
  showSummary(all);
  showStatus(all);
  document.dispatchEvent(new Event("bysans:changed"));
}

function showNext(now, after) {
  const next = element("next");
  Object.assign(next.dataset, { kind: now ? now.dataset.kind : "none", state: now ? now.dataset.state : "" });
  for (const name of ["about", "name", "note", "fill", "outcome"]) {
    const place = next.querySelector(`.${name}`);
    const text = now ? part(now, name) : "";
    if (place.textContent !== text) place.textContent = text;
    if (["note", "fill"].includes(name)) place.hidden = !text;
  }
  if (!now) next.querySelector(".name").textContent = items().length ? words.allDone : words.noStops;
  for (const input of document.querySelectorAll("#next [name=stop], #could-not [name=stop]")) input.value = now?.dataset.kind === "stop" ? now.dataset.id : "";
  element("could-not").querySelector(".name").textContent = now ? part(now, "name") : "";
  if (now) leadTo(next, now);
  const metres = now && after ? distance(now, after) : 0;
  next.querySelector(".after").textContent = after ? `${say(words.next, { name: part(after, "name") })}, ${inWords(metres)}` : "";
}

function leadTo(next, { dataset: { lat, lon } }) {
  const links = next.querySelectorAll("a[rel=noreferrer]");
  for (const link of links) link.href = link.href.replace(/-?\d+\.\d+(,|%2C)-?\d+\.\d+/g, `${lat}$1${lon}`);
  if (/iPhone|iPad/.test(navigator.userAgent)) next.querySelector(".way").href = next.querySelector(".apple").href; // knows no geo:
}

function distance({ dataset: from }, { dataset: to }) {
  const degree = 111195, wide = Math.cos((from.lat * Math.PI) / 180);
  return Math.hypot((to.lat - from.lat) * degree, (to.lon - from.lon) * degree * wide);
}

function inWords(metres) {
  const kilometres = (metres / 1000).toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1, minimumFractionDigits: 1 });
  return metres < 995 ? `${Math.round(metres / 10) * 10} m` : `${kilometres} km`;
}

// What the driver has done once all is done, what is left undone, and what is still on this phone.
function showSummary(all) {
  const stops = all.filter((one) => one.dataset.kind === "stop"), missed = stops.filter((one) => one.dataset.state === "could_not");
  const waiting = reports.filter(isWaiting).length;
  element("totals").textContent = say(words.totals, { n: stops.filter((one) => one.dataset.state === "emptied").length, all: stops.length });
  element("missed").replaceChildren(...missed.map((stop) => line(`${part(stop, "name")}: ${part(stop, "outcome")}`)));
  element("thanks").textContent = waiting ? say(words.thanksWaiting, { n: waiting }) : reports.some((report) => report.refused) ? words.thanksRefused : words.thanks;
}

// What was pressed last, with a way back from it as long as there is one; what was taken back is said, and needs no way back.
function showLast() {
  const last = element("last"), newest = counted().at(-1);
  if (undone) {
    last.hidden = false;
    last.querySelector(".what").textContent = `${undone}: ${words.stateUndo.toLowerCase()}`;
    last.querySelector("button").hidden = true;
    return;
  }
  const settled = items().filter((one) => Number(one.dataset.time) > 0);
  const stop = settled.reduce((best, one) => (best && Number(best.dataset.time) >= Number(one.dataset.time) ? best : one), null);
  const beside = newest && ["extra", "tipped"].includes(newest.type) && timeOf(newest) >= Number(stop?.dataset.time || 0) ? newest : null;
  last.hidden = !stop && !beside;
  if (last.hidden) return;
  const text = beside ? [beside.name, outcomeOf(beside)] : [part(stop, "name"), part(stop, "outcome")];
  last.querySelector(".what").textContent = text.filter(Boolean).join(": ");
  const undo = last.querySelector("button");
  undo.value = beside ? beside.answer?.stop_id || "" : stop.dataset.id;
  undo.dataset.number = beside ? beside.number : "";
  // An unloading that the service has told of stands: what was settled before it must not be undone in its place.
  undo.hidden = beside ? Boolean(beside.tried && !beside.answer?.stop_id) : stop.dataset.kind === "tip";
}

function showStatus(all) {
  const waiting = reports.filter(isWaiting), refused = reports.filter((report) => report.refused);
  const left = all.filter((one) => one.dataset.kind === "stop" && one.dataset.state === "planned").length;
  element("left").textContent = say(words.left, { n: left });
  element("waiting").textContent = waiting.length ? say(words.waiting, { n: waiting.length }) : "";
  element("contact").hidden = contact;
  element("link-over").hidden = !linkOver;
  element("refused").hidden = !refused.length;
  element("refused").querySelector("ul").replaceChildren(...refused.map((report) => line(`${report.name}: ${outcomeOf(report)}`)));
  element("outbox").replaceChildren(...waiting.map((report) => line([report.name, outcomeOf(report)].filter(Boolean).join(": "))));
}

function line(text) {
  const row = document.createElement("li");
  row.textContent = text;
  return row;
}

function showView(view) {
  document.body.dataset.view = view;
  for (const tab of document.querySelectorAll(".tabs a")) {
    if (tab.dataset.show === view) tab.setAttribute("aria-current", "page");
    else tab.removeAttribute("aria-current");
  }
  if (view === "map") openMap();
  const section = element(view === "could_not" ? "could-not" : view);
  scrollTo(0, 0);
  section.querySelector("h2").focus({ preventScroll: true });
}

// The map's files are loaded when it is first looked at; what the phone has kept of them serves without contact.
async function openMap() {
  const frame = document.querySelector(".map-frame");
  if (!frame) return;
  const note = frame.querySelector("[data-map-note]");
  if (mapFiles.length) note.hidden = true;
  try {
    while (mapFiles.length) {
      await loaded(mapFiles[0]);
      mapFiles.shift();
    }
    document.dispatchEvent(new Event("bysans:changed"));
  } catch {
    note.textContent = words.mapNotLoaded;
    note.hidden = false;
  }
}

function loaded(address) {
  const style = { rel: "stylesheet", href: address }, script = { src: address };
  const file = address.endsWith(".css") ? Object.assign(document.createElement("link"), style) : Object.assign(document.createElement("script"), script);
  return new Promise((onload, onerror) => document.head.append(Object.assign(file, { onload, onerror })));
}

function isSecond(event) {
  const again = event.timeStamp - pressedAt < TWICE_MS;
  if (!again) pressedAt = event.timeStamp;
  return again;
}

// Without contact nobody can say whether there is such a bin: one that is not in the list is asked about once.
function isMeant({ elements: { bin } }) {
  if (!bin || [...bin.list.options].some((option) => option.value === bin.value) || bin.dataset.asked === bin.value) return true;
  bin.dataset.asked = bin.value;
  element("bin-hint").textContent = say(words.extraUnknown, { name: bin.value });
  bin.focus();
  return false;
}

async function pressed(form, submitter) {
  const fields = Object.fromEntries(new FormData(form));
  if (submitter?.name) fields[submitter.name] = submitter.value;
  const { once, tip, photo, ...said } = fields;
  const stop = said.stop && item(said.stop);
  const name = said.type === "extra" ? said.bin : stop ? part(stop, "name") : "";
  const report = { ...said, round, name, at: Date.now() };
  if (photo?.size) report.photo = await smaller(photo);
  chosen = undone = null;
  if (stop && said.type !== "undo") localStorage[OWN] = said.stop;
  if (said.type === "undo") await undo(report, submitter);
  else await outbox.add(report);
  if (!form.closest("#next") && form.id !== "undo") form.reset();
  await load();
  if (document.body.dataset.view !== "list" || form.id !== "undo") showView("next");
  send();
}

async function undo(report, { dataset: { number } }) {
  const last = counted().filter((own) => (number ? own.number === Number(number) : own.stop === report.stop)).at(-1);
  const taken = last && last.type !== "undo" && (await outbox.takeBack(last));
  if (!taken && report.stop) await outbox.add(report);
  if (item(report.stop)) chosen = report.stop;
  undone = report.name || last?.name || outcomeOf(last || report);
}

// The phone makes the picture small, and with it loses where and by what it was taken, before it is kept.
async function smaller(photo) {
  try {
    const picture = await createImageBitmap(photo, { imageOrientation: "from-image" });
    const scale = Math.min(1, SIDE / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    Object.assign(canvas, { width: Math.round(picture.width * scale), height: Math.round(picture.height * scale) });
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    return (await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.75))) || photo;
  } catch {
    return photo; // a picture that this browser cannot draw: the service tries
  }
}

async function load() {
  reports = await outbox.ofRound(round);
  show();
}

async function send() {
  if (sending) return;
  sending = true;
  let result = "sent", some = false;
  try {
    while (result === "sent" && reports.some(isWaiting)) {
      some = true;
      result = await outbox.send(round, events, load);
      await load();
    }
  } finally {
    sending = false;
  }
  if (some) contact = result !== "no-contact";
  linkOver = result === "link-over" || (linkOver && !some);
  show();
  if (some && result === "sent") refreshSoon();
}

function refreshSoon() {
  clearTimeout(refreshing);
  refreshing = setTimeout(refresh, 1500);
}

// Fetches what changed meanwhile: the office plans anew, another phone reports. Nothing changed costs next to nothing.
async function refresh() {
  const begun = Date.now(), kept = "caches" in window ? await caches.open(KEPT) : null;
  const known = await kept?.match(location.pathname, { ignoreVary: true });
  const headers = known?.headers.has("ETag") ? { "If-None-Match": known.headers.get("ETag") } : {};
  try {
    const address = `${location.pathname}?lang=${document.documentElement.lang}`;
    const answer = await fetch(address, { headers, cache: "no-store", signal: AbortSignal.timeout(AGAIN_MS) });
    contact = true;
    linkOver = [404, 410].includes(answer.status);
    if (linkOver) await kept?.delete(location.pathname, { ignoreVary: true });
    if (answer.ok) await kept?.put(location.pathname, answer.clone());
    if (answer.ok || answer.status === 304) {
      // What was kept before may be newer than what is shown, or left without its files when the page was closed.
      if (answer.ok || known.headers.get("ETag") !== shown) await take(answer.ok ? answer : known, kept);
      // The page that came knows of what was sent before it was asked for.
      for (const report of reports) if (report.sentAt && report.sentAt < begun) await outbox.remove(report);
    }
  } catch {
    contact = false;
  }
  await load();
}

async function take(answer, kept) {
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  replace(page);
  if (kept) await keepFiles(kept, page);
  shown = answer.headers.get("ETag");
}

function replace(page) {
  const focused = document.activeElement?.closest("#visits > li")?.id;
  for (const old of document.querySelectorAll("[data-fresh]")) {
    const fresh = page.getElementById(old.id);
    if (fresh) old.replaceWith(document.adoptNode(fresh));
  }
  if (focused) element(focused)?.querySelector("a").focus({ preventScroll: true });
}

async function keepFiles(kept, page) {
  const named = (of) => [...of.querySelectorAll("link[href^='/static/'], script[src^='/static/']")].map((one) => one.getAttribute("href") || one.getAttribute("src"));
  const needed = new Set([...named(document), ...named(page)]);
  const have = (await kept.keys()).map((request) => new URL(request.url).pathname);
  await kept.addAll([...needed].filter((address) => !have.includes(address)));
  const forMap = page.querySelector("[data-load]")?.dataset.load.split(" ") || [];
  kept.addAll(forMap.filter((address) => !have.includes(address))).catch(() => null); // the next look at the page tries again
  forMap.forEach((address) => needed.add(address));
  for (const address of have) if (address.startsWith("/static/") && !needed.has(address)) await kept.delete(address, { ignoreVary: true });
}

function follow(event) {
  const link = event.target.closest("a[data-show], a.visit");
  if (!link || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  if (link.matches(".visit")) chosen = link.closest("li").dataset.id;
  history.pushState(null, "", link.href);
  show();
  showView(link.dataset.show || "next");
}

const asked = () => VIEWS[new URLSearchParams(location.search).get("vis")] || "next";

async function begin() {
  try {
    await outbox.ready;
  } catch {
    return; // a browser that keeps nothing sends its forms as they are
  }
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("form[data-report]")) return;
    event.preventDefault();
    const again = isSecond(event);
    element("heard").textContent = again ? words.secondPress : "";
    if (!again && isMeant(event.target)) pressed(event.target, event.submitter);
  });
  document.addEventListener("click", follow);
  element("refused").querySelector("button").addEventListener("click", async () => {
    for (const report of reports) if (report.refused) await outbox.remove(report);
    await load();
  });
  addEventListener("popstate", () => showView(asked()));
  addEventListener("online", () => send().then(refresh));
  addEventListener("offline", () => { contact = false; show(); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) send().then(refresh); });
  setInterval(send, AGAIN_MS);
  setInterval(() => { if (!document.hidden) refresh(); }, REFRESH_MS);
  chosen = new URLSearchParams(location.search).get("stopp");
  document.body.dataset.view = asked();
  if (asked() === "map") openMap();
  await load();
  navigator.storage?.persist?.();
  navigator.serviceWorker?.register("/r/worker.js", { scope: "/r/" });
  document.body.dataset.ready = "";
  await send();
  await refresh();
}

begin();
