// Tells the reader when the page no longer reaches the service: old figures must never look new. A page that nobody sees asks for nothing.
"use strict";

function showNotice(lost) {
  const notice = document.getElementById("no-contact");
  if (notice && notice.hidden === lost) notice.hidden = !lost;
  const updated = document.getElementById("updated");
  if (updated && !lost) updated.textContent = new Date().toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: "Europe/Oslo" });
}

function suitScripts() {
  for (const element of document.querySelectorAll(".needs-scripts")) element.hidden = false;
  for (const element of document.querySelectorAll(".without-scripts")) element.hidden = true;
}

// What somebody has chosen stands in the address: it can be loaded again, kept and sent on.
function keepAddress({ sourceElement, request }) {
  if (!sourceElement.matches("[data-keeps-address]")) return;
  const chosen = new URL(request.action, location.href);
  for (const [name, value] of [...chosen.searchParams]) if (!value) chosen.searchParams.delete(name);
  chosen.searchParams.sort();
  history.replaceState(null, "", chosen);
}

// A form of one alert loads the page anew; what was open stays open, for a minute at most.
function keepOpen() {
  const open = [...document.querySelectorAll(".alert > details[open], .more-alerts[open]")].map((fold) => fold.closest("[id]").id);
  sessionStorage.setItem("open", JSON.stringify({ page: location.pathname, at: Date.now(), open }));
}

function reopen() {
  const kept = JSON.parse(sessionStorage.getItem("open") || "null");
  sessionStorage.removeItem("open");
  if (!kept || kept.page !== location.pathname || Date.now() - kept.at > 60000) return;
  for (const id of kept.open) for (const fold of document.querySelectorAll(`#${CSS.escape(id)} > details, #${CSS.escape(id)} > section > details.more-alerts`)) fold.open = true;
}

document.addEventListener("submit", (event) => event.target.closest(".alerts") && keepOpen());
reopen();
suitScripts();
document.addEventListener("htmx:after:swap", (event) => {
  suitScripts();
  keepAddress(event.detail.ctx);
});
document.addEventListener("htmx:before:request", (event) => {
  if (document.hidden) event.preventDefault();
});
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) htmx.trigger("#now", "seen");
});
document.addEventListener("htmx:after:request", (event) => showNotice(event.detail.ctx.response.status >= 400));
document.addEventListener("htmx:error", () => showNotice(true));
