// The map of a round: read from the list beside it, row by row, so that both always say the same; the list's row on a tap.
class RoundMap extends MapFrame {
  constructor(frame) {
    super(frame);
    this.line = L.layerGroup().addTo(this.map);
    this.map.on("zoomend", () => this.draw());
    for (const event of ["htmx:after:swap", "bysans:changed"]) document.addEventListener(event, () => this.read());
    this.read();
  }

  // A row has its place, what it is and what became of it; the list has the line and the depot.
  read() {
    const list = document.getElementById(this.words.round);
    if (!list || !this.map.getContainer().clientWidth) return; // a map in a closed tab has no size to draw in
    this.map.invalidateSize();
    const visits = [...list.querySelectorAll("[data-lat]")].filter((row) => !row.closest(".list-map")).map((row) => {
      const { lat, lon, kind = "stop", order = "", state = "planned" } = row.dataset;
      return { row, lat: Number(lat), lon: Number(lon), kind, order, state, isCurrent: "current" in row.dataset };
    });
    const { lines, places } = list.dataset, isNew = lines !== this.lines;
    const told = JSON.stringify([places, visits.map(({ row, ...visit }) => visit)]);
    this.visits = visits;
    if (!isNew && told === this.told) return;
    Object.assign(this, { told, lines, places: JSON.parse(places) });
    if (isNew) this.fit([...this.places, ...visits].map((place) => [place.lat, place.lon]));
    this.draw();
  }

  draw() {
    if (!this.visits) return;
    this.line.clearLayers();
    for (const course of JSON.parse(this.lines)) L.polyline(course, { color: shade("--route"), weight: 4, dashArray: "10 8", interactive: false }).addTo(this.line);
    this.marks.clearLayers();
    for (const place of this.places) this.marks.addLayer(new Mark([place.lat, place.lon], { radius: 11, kind: place.kind, draw: drawPlace }).bindTooltip(place.name));
    // What comes first in `apart` is drawn last and lies on top.
    for (const [visit, isDot] of this.apart().reverse()) this.marks.addLayer(this.mark(visit, isDot));
    this.frame.querySelector(".list-map").dataset.drawn = String(this.visits.length);
    this.map.fire("marked");
  }

  // Numbers stand beside each other: the present stop's first, then those ahead; a stop without room for its number is a dot.
  apart() {
    const urgency = ({ isCurrent, state, order }) => (isCurrent ? 0 : order === "" ? 3 : state === "planned" ? 1 : 2);
    const taken = [];
    return [...this.visits].sort((one, other) => urgency(one) - urgency(other)).map((visit) => {
      const at = this.map.latLngToLayerPoint([visit.lat, visit.lon]);
      const isDot = visit.kind === "stop" && (visit.order === "" || taken.some((other) => at.distanceTo(other) < 2 * STOP_SIZE));
      if (!isDot) taken.push(at);
      return [visit, isDot];
    });
  }

  mark({ lat, lon, kind, state, order, isCurrent }, isDot) {
    const options = { radius: isDot ? DOT_SIZE : kind === "tip" ? 11 : STOP_SIZE, kind, state, order, isCurrent, draw: kind === "tip" ? drawPlace : drawStop };
    return new Mark([lat, lon], options).on("click", () => this.open([lat, lon]));
  }

  open(position) {
    const visits = this.near(this.visits, position);
    const isCrowd = visits.length > CARDS && this.map.getZoom() < CLOSEST_ZOOM;
    if (isCrowd) this.map.setView(position, this.map.getZoom() + 2);
    else this.popup(position, this.cards(visits.slice(0, CARDS)));
  }

  cards(visits) {
    const list = document.createElement("ul");
    list.className = "map-cards";
    for (const { row } of visits) {
      const card = row.cloneNode(false);
      card.removeAttribute("id");
      card.append(...[...row.querySelectorAll("[data-told]")].map((part) => part.cloneNode(true)));
      list.append(card);
    }
    return list;
  }
}
