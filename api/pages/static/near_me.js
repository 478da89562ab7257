// The bins nearest to the phone: it fetches the list that everybody gets, and sorts it by a position that never leaves it.
"use strict";

(() => {
  const SHOWN = 10;
  const EARTH_M = 6371000;
  const button = document.getElementById("near-me");
  const note = document.getElementById("near-note");
  const section = document.getElementById("near");
  if (!button || !navigator.geolocation) return;

  const radians = (degrees) => (degrees * Math.PI) / 180;

  function metres(here, bin) {
    const north = radians(bin.lat - here.latitude);
    const east = radians(bin.lon - here.longitude) * Math.cos(radians(here.latitude));
    return EARTH_M * Math.hypot(north, east);
  }

  function distance(m) {
    const number = (value, digits) => value.toLocaleString(document.documentElement.lang, { maximumFractionDigits: digits });
    return m < 995 ? `${number(Math.round(m / 10) * 10, 0)} m` : `${number(m / 1000, 1)} km`;
  }

  function say(text) {
    note.textContent = text;
    note.hidden = !text;
  }

  function row({ bin, m }) {
    const link = document.createElement("a");
    link.className = "ds-link";
    link.href = `/beholder/${encodeURIComponent(bin.id)}/meld?lang=${document.documentElement.lang}`;
    link.textContent = bin.name;
    const about = document.createElement("span");
    about.className = "about";
    about.textContent = `${bin.fraction}, ${distance(m)}`;
    const item = document.createElement("li");
    item.append(link, " ", about);
    return item;
  }

  async function show({ coords }) {
    const answer = await fetch(button.dataset.bins).catch(() => null);
    if (!answer?.ok) {
      say(button.dataset.away);
      return;
    }
    const { points } = await answer.json();
    const nearest = points.map((bin) => ({ bin, m: metres(coords, bin) })).sort((a, b) => a.m - b.m).slice(0, SHOWN);
    section.querySelector("ol").replaceChildren(...nearest.map(row));
    section.hidden = nearest.length === 0;
    say(nearest.length ? "" : button.dataset.failed);
    if (nearest.length) section.querySelector("a").focus();
  }

  button.hidden = false;
  button.addEventListener("click", () => {
    say(button.dataset.working);
    navigator.geolocation.getCurrentPosition(show, () => say(button.dataset.refused), { enableHighAccuracy: true, timeout: 15000, maximumAge: 60000 });
  });
})();
