// Opens a driver's round without contact: the page as it was last fetched, with the files that it needs.
"use strict";

const KEPT = "bysans-driver";
const TOWN = "/kart/by.json"; // what lies behind the map of a simulated town
const PATIENCE_MS = 5000; // a bad line counts as none

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const { method, mode, url } = event.request;
  if (method !== "GET") return;
  const { origin, pathname } = new URL(url);
  if (origin !== location.origin) return;
  if (pathname.startsWith("/static/")) event.respondWith(file(event.request, pathname));
  else if (pathname === TOWN) event.respondWith(town(event.request));
  else if (mode === "navigate") event.respondWith(page(event.request, pathname));
});

async function file(request, pathname) {
  return (await caches.match(pathname, { ignoreVary: true })) || fetch(request);
}

async function town(request) {
  const kept = await caches.open(KEPT);
  try {
    const answer = await fetch(request);
    if (answer.ok) await kept.put(TOWN, answer.clone());
    return answer;
  } catch (error) {
    return (await kept.match(TOWN, { ignoreVary: true })) || Promise.reject(error);
  }
}

// One page a link, whatever view its address asks for: the page's own script shows the view.
async function page(request, pathname) {
  const kept = await caches.open(KEPT);
  const known = await kept.match(pathname, { ignoreVary: true });
  try {
    const answer = await fetch(request.url, { signal: known && AbortSignal.timeout(PATIENCE_MS), cache: "no-store" });
    if (answer.ok) await kept.put(pathname, answer.clone());
    else if ([404, 410].includes(answer.status)) await kept.delete(pathname, { ignoreVary: true }); // the link is over
    return answer.status >= 500 && known ? known : answer;
  } catch (error) {
    if (known) return known;
    throw error;
  }
}
