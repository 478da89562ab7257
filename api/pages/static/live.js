// Tells the reader when the page no longer reaches the service: old figures must never look new.
"use strict";

function showNotice(lost) {
  const notice = document.getElementById("no-contact");
  if (notice && notice.hidden === lost) notice.hidden = !lost;
}

for (const element of document.querySelectorAll(".needs-scripts")) element.hidden = false;
for (const element of document.querySelectorAll(".without-scripts")) element.hidden = true;
document.addEventListener("htmx:after:request", (event) => showNotice(event.detail.ctx.response.status >= 400));
document.addEventListener("htmx:error", () => showNotice(true));
