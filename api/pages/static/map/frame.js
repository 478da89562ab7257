// The map itself, in its frame: how it is moved, what lies behind, and what it has to say where something is missing.
const CLOSEST_ZOOM = 19;
const TOGETHER = 14; // px: what lies closer is shown by one tap
const CARDS = 6; // so many at most
const FAR = 10; // times the usual distance from the middle
const LEAST_REACH = 5500; // m

// The frame carries what a page sets; the map lies in it, and a page that is fetched again leaves the map alone.
class MapFrame {
  constructor(frame) {
    this.frame = frame;
    this.words = frame.dataset;
    const element = frame.querySelector(".list-map");
    // A wheel over the map scrolls the page until somebody has pressed the map, and scrolls it again once they leave.
    this.map = L.map(element, { renderer: L.canvas({ padding: 0.5 }), maxZoom: CLOSEST_ZOOM, zoomControl: false, scrollWheelZoom: false });
    this.map.on("focus click", () => this.map.scrollWheelZoom.enable());
    this.map.on("blur mouseout", () => this.map.scrollWheelZoom.disable());
    this.map.attributionControl.setPrefix(false);
    L.control.zoom({ zoomInTitle: this.words.zoomIn, zoomOutTitle: this.words.zoomOut }).addTo(this.map);
    this.marks = L.layerGroup().addTo(this.map);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.draw());
    addBackground(this.map, this.words, (missing) => this.say("tiles", missing && this.words.noTiles));
  }

  say(about, text) {
    this.notes = { ...this.notes, [about]: text };
    const note = this.frame.querySelector("[data-map-note]");
    note.textContent = Object.values(this.notes).filter(Boolean).join(" ");
    note.hidden = !note.textContent;
  }

  fit(positions) {
    const bounds = L.latLngBounds(together(positions));
    if (bounds.isValid()) this.map.fitBounds(bounds, { padding: [24, 24], maxZoom: 17, animate: false });
    else this.map.setView([62, 10], 5);
  }

  // What lies under one finger, the nearest first.
  near(things, position) {
    const at = this.map.latLngToLayerPoint(position);
    const reached = things.map((thing) => [at.distanceTo(this.map.latLngToLayerPoint([thing.lat, thing.lon])), thing]);
    return reached.filter(([distance]) => distance <= TOGETHER).sort(([one], [other]) => one - other).map(([, thing]) => thing);
  }

  popup(position, content) {
    return L.popup({ maxWidth: 320, maxHeight: 240, closeButton: true }).setLatLng(position).setContent(content).openOn(this.map);
  }
}

// The positions but for those so far off that the others would be one dot.
function together(positions) {
  const points = positions.map((position) => L.latLng(position));
  if (!points.length) return points;
  const middle = L.latLng(median(points.map((point) => point.lat)), median(points.map((point) => point.lng)));
  const away = points.map((point) => middle.distanceTo(point));
  const reach = Math.max(LEAST_REACH, FAR * median(away));
  return points.filter((_, number) => away[number] <= reach);
}

function median(figures) {
  return figures.toSorted((one, other) => one - other)[figures.length >> 1];
}
