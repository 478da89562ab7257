// Each frame on the page gets its map, also one that comes later.
const begun = new WeakSet();

function begin() {
  for (const frame of document.querySelectorAll(".map-frame")) {
    if (begun.has(frame)) continue;
    begun.add(frame);
    frame.shown = frame.dataset.points ? new PointsMap(frame) : new RoundMap(frame);
  }
}

document.addEventListener("htmx:after:swap", begin);
begin();
