// Keeps what a driver reports until the service has it, through flight mode, reloads and a phone that is switched off. A report
// keeps its own id, so that one whose answer was lost is sent again and counts once.
"use strict";

const outbox = (() => {
  const FIELDS = ["id", "type", "stop", "bin", "reason", "note"];
  const LONGEST_MS = 60000; // a photo on a bad line
  const database = new Promise((resolve, reject) => {
    const opening = indexedDB.open("bysans-driver", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore("reports", { keyPath: "number", autoIncrement: true });
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(opening.error);
  });

  // Runs `work` on the reports in one transaction that is on the phone's disk before it is done.
  async function store(mode, work) {
    const opened = await database;
    return new Promise((resolve, reject) => {
      const transaction = opened.transaction("reports", mode, { durability: "strict" });
      const request = work(transaction.objectStore("reports"));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onerror = transaction.onabort = () => reject(transaction.error);
    });
  }

  async function ofRound(round) {
    return (await store("readonly", (reports) => reports.getAll())).filter((report) => report.round === round);
  }

  const add = (report) => store("readwrite", (reports) => reports.add({ ...report, id: newId(), tried: false }));
  const put = (report) => store("readwrite", (reports) => reports.put(report));
  const remove = (report) => store("readwrite", (reports) => reports.delete(report.number));

  // Takes back a report that has never been on its way; returns whether it could: what was may have arrived.
  async function takeBack(report) {
    let taken = false;
    await store("readwrite", (reports) => {
      const reading = reports.get(report.number);
      reading.onsuccess = () => {
        taken = Boolean(reading.result && !reading.result.tried);
        if (taken) reports.delete(report.number);
      };
      return reading;
    });
    return taken;
  }

  function newId() {
    return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  function formOf(report) {
    const form = report.photo ? new FormData() : new URLSearchParams();
    for (const name of FIELDS) if (report[name]) form.set(name, report[name]);
    form.set("pressed", report.at);
    form.set("sent", Date.now());
    if (report.photo) form.set("photo", report.photo, "photo.jpg");
    return form;
  }

  // Sends the round's reports in order, one at a time, from one tab at a time. Returns "sent", "link-over" or "no-contact".
  async function send(round, address, tell) {
    const sending = () => sendAll(round, address, tell);
    return navigator.locks ? navigator.locks.request(`outbox ${round}`, sending) : sending();
  }

  async function sendAll(round, address, tell) {
    for (const report of await ofRound(round)) {
      if (report.sentAt || report.refused) continue;
      await put({ ...report, tried: true });
      let answer;
      try {
        const headers = { Accept: "application/json" };
        answer = await fetch(address, { method: "POST", headers, body: formOf(report), signal: AbortSignal.timeout(LONGEST_MS) });
      } catch {
        return "no-contact";
      }
      const body = await answer.json().catch(() => ({}));
      if (answer.ok) await put({ ...report, tried: true, photo: undefined, sentAt: Date.now(), answer: body });
      else if (body.reason) return "link-over";
      else if (answer.status === 429 || answer.status >= 500 || answer.headers.has("Retry-After")) return "no-contact";
      else await put({ ...report, tried: true, photo: undefined, refused: body.detail || String(answer.status) });
      await tell();
    }
    return "sent";
  }

  return { ofRound, add, remove, takeBack, send, ready: database };
})();
