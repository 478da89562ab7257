// The phone remembers by itself that it has reported this bin, so that a second report of the same matter counts once.
"use strict";

(() => {
  const KEPT_FOR_MS = 30 * 24 * 3600 * 1000;
  const form = document.getElementById("report");
  const once = form.elements.namedItem("once");
  const key = `bysans-report:${form.dataset.bin}`;
  try {
    const kept = JSON.parse(localStorage.getItem(key) || "null");
    if (kept && Date.now() - kept.at < KEPT_FOR_MS) once.value = kept.once;
    form.addEventListener("submit", () => localStorage.setItem(key, JSON.stringify({ once: once.value, at: Date.now() })));
  } catch {
    // A browser that keeps nothing reports all the same.
  }
})();
