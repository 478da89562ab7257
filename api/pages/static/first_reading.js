// Shows a sensor's first reading as it arrives: the page asks for itself anew when the stream says that something came.
"use strict";

(() => {
  const events = new EventSource(document.getElementById("first-reading").dataset.stream);
  for (const name of ["latest", "quarantine"]) events.addEventListener(name, () => htmx.trigger("#now", "seen"));
  // Readings that came before the stream was open.
  events.addEventListener("open", () => htmx.trigger("#now", "seen"));
  addEventListener("pagehide", () => events.close());
})();
