"use strict";
// Finds a place by its name or by how near it is, and keeps the page new. The position never leaves the device.

const finder = document.getElementById("finder");
const says = document.getElementById("finder-says");
const field = document.getElementById("find");
const nearMe = document.getElementById("near-me");
const A_MINUTE = 60_000;
const opener = document.getElementById("open-map");
let here = null;

const tiles = () => [...document.querySelectorAll("#tiles > li")];
const plain = text => text.trim().toLowerCase();

function filter() {
  const wanted = plain(field.value);
  let shown = 0;
  for (const tile of tiles()) {
    tile.hidden = !plain(tile.querySelector("strong").textContent).includes(wanted);
    shown += !tile.hidden;
  }
  if (wanted && !shown) says.textContent = says.dataset.none;
  else says.textContent = here ? says.dataset.private : "";
}

// Within a town the earth is flat enough.
function kilometres(tile) {
  const [lat, lon] = [Number(tile.dataset.lat), Number(tile.dataset.lon)];
  return Math.hypot(lat - here.latitude, (lon - here.longitude) * Math.cos(lat * Math.PI / 180)) * 111.2;
}

function sort() {
  if (!here) return;
  const list = document.getElementById("tiles");
  const number = new Intl.NumberFormat(document.documentElement.lang, { maximumSignificantDigits: 2 });
  for (const [distance, tile] of tiles().map(tile => [kilometres(tile), tile]).sort(([a], [b]) => a - b)) {
    let away = tile.querySelector(".away");
    if (!away) {
      away = document.createElement("span");
      away.className = "away small";
      tile.querySelector(".tile").append(away);
    }
    away.textContent = distance < 1 ? `${number.format(distance * 1000)} m` : `${number.format(distance)} km`;
    list.append(tile);
  }
}

function locate() {
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      here = coords;
      nearMe.setAttribute("aria-pressed", "true");
      sort();
      filter();
    },
    () => { says.textContent = says.dataset.refused; },
    { maximumAge: 5 * A_MINUTE, timeout: 15_000 },
  );
}

// The map that one can move is heavier than all the rest: it is fetched for those who ask for it.
function openMap() {
  const { scripts, sheet } = opener.dataset;
  const link = document.createElement("link");
  Object.assign(link, { rel: "stylesheet", href: sheet });
  document.head.append(link);
  opener.hidden = true;
  document.getElementById("sketch").setAttribute("hidden", "");
  document.getElementById("moving-map").hidden = false;
  for (const address of scripts.split(" ")) {
    const script = document.createElement("script");
    Object.assign(script, { src: address, async: false }); // in this order
    document.head.append(script);
  }
}

// What stands open is told of the next hour too; what somebody typed stays.
async function renew() {
  if (document.hidden || document.activeElement === field) return;
  const answer = await fetch(location.href).catch(() => null);
  if (!answer?.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of [".hero", ".advices", "#tiles", ".sketch", "#updated"]) {
    const [now, next] = [document.querySelector(part), page.querySelector(part)];
    if (now && next) now.replaceWith(next);
  }
  sort();
  filter();
  if (opener?.hidden) document.getElementById("sketch").setAttribute("hidden", "");
}

if (opener) {
  opener.hidden = false;
  opener.addEventListener("click", openMap);
}
if (finder) {
  finder.hidden = false;
  nearMe.hidden = !navigator.geolocation;
  field.addEventListener("input", filter);
  nearMe.addEventListener("click", locate);
  setInterval(renew, A_MINUTE);
}
