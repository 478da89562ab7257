// Each frame on the page gets its map, also one that comes later.
const begun = new WeakSet();

function begin() {
  for (const frame of document.querySelectorAll(".map-frame")) {
    if (begun.has(frame)) continue;
    begun.add(frame);
    const Kind = frame.dataset.picks ? PickMap : frame.dataset.points ? PointsMap : RoundMap;
    frame.shown = new Kind(frame);
  }
}

document.addEventListener("htmx:after:swap", begin);
begin();
