// A map beside a list: the same things by the same shapes, clustered, filtered as the list is, with the list's own row on a tap.
const FURTHER_OUT = 2; // steps beyond what shows every point: further away there is nothing to see

class PointsMap extends MapFrame {
  constructor(frame) {
    super(frame);
    this.filter = document.getElementById(this.words.filter || "");
    this.points = [];
    this.map.on("moveend", () => this.draw());
    this.filter?.addEventListener("change", () => this.cluster());
    document.addEventListener("htmx:after:swap", () => this.words.points !== this.loaded && this.load());
    this.load();
  }

  // The address names the version that the list beside it shows, so that both always hold the same.
  async load() {
    const address = (this.loaded = this.words.points);
    const answer = await fetch(address, { headers: { Accept: "application/json" }, cache: "no-cache" }).catch(() => null);
    if (address !== this.loaded) return; // the list has gone on meanwhile
    this.say("points", !answer?.ok && this.words.noPoints);
    if (!answer?.ok) {
      this.loaded = null;
      return;
    }
    const first = this.points.length === 0, { points, row } = await answer.json();
    this.points = points.map((point) => ({ row: row?.replace("{id}", encodeURIComponent(point.id)), ...point }));
    if (first) {
      this.fit(points.map((point) => [point.lat, point.lon]));
      this.map.setMinZoom(this.furthest);
    }
    this.cluster();
  }

  get furthest() {
    return this.map.getZoom() - FURTHER_OUT;
  }

  shown() {
    if (!this.filter) return this.points;
    const chosen = Object.fromEntries(new FormData(this.filter));
    return this.points.filter(
      (point) => (!chosen.vis || point.groups.includes(chosen.vis)) && (!chosen.avfall || point.fraction === chosen.avfall),
    );
  }

  cluster() {
    this.index = new Supercluster({
      radius: 36,
      minPoints: 4,
      maxZoom: CLOSEST_ZOOM - 1,
      map: ({ point }) => ({ worst: WORST_FIRST.indexOf(point.state) }),
      reduce: (sum, more) => (sum.worst = Math.min(sum.worst, more.worst)),
    });
    this.now = this.shown();
    this.index.load(
      this.now.map((point) => ({ type: "Feature", properties: { point }, geometry: { type: "Point", coordinates: [point.lon, point.lat] } })),
    );
    this.draw();
  }

  draw() {
    if (!this.index) return;
    const bounds = this.map.getBounds().pad(0.5);
    const box = [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()];
    this.marks.clearLayers();
    const features = this.index.getClusters(box, Math.round(this.map.getZoom()));
    // The worst last, so that nothing lies on it.
    features.sort((a, b) => worstOf(b) - worstOf(a));
    features.forEach((feature) => this.marks.addLayer(this.mark(feature)));
    this.frame.querySelector(".list-map").dataset.drawn = String(this.now.length);
    this.map.fire("marked");
  }

  mark(feature) {
    const [lon, lat] = feature.geometry.coordinates;
    const { point, cluster_id: cluster, point_count: count } = feature.properties;
    const state = WORST_FIRST[worstOf(feature)];
    if (!point) {
      return new Mark([lat, lon], { radius: 12 + 3 * Math.log10(count) ** 2, state, count, draw: drawCluster }).on("click", () => this.enter([lat, lon], cluster));
    }
    return new Mark([lat, lon], { radius: SIZE, state, draw: drawState })
      .bindTooltip(point.name)
      .on("click", () => this.open([lat, lon], this.near(this.now, [lat, lon])));
  }

  // Nearer, until the cluster falls apart; where it never does, its things stand in one place.
  enter(position, cluster) {
    const zoom = this.index.getClusterExpansionZoom(cluster);
    if (zoom < CLOSEST_ZOOM) this.map.setView(position, zoom);
    else this.open(position, this.index.getLeaves(cluster, CARDS).map((feature) => feature.properties.point));
  }

  async open(position, points) {
    const content = document.createElement("div");
    content.append(...points.slice(0, CARDS).map((point) => line(point.name)));
    const popup = this.popup(position, content);
    await Promise.all(points.slice(0, CARDS).map(async (point, n) => {
      const answer = await fetch(point.row, { headers: { Accept: "text/html" } }).catch(() => null);
      if (answer?.ok) content.children[n].replaceChildren(...new DOMParser().parseFromString(await answer.text(), "text/html").body.childNodes);
    }));
    popup.update();
  }
}

const worstOf = ({ properties: { point, worst } }) => (point ? WORST_FIRST.indexOf(point.state) : worst);

function line(text) {
  const row = document.createElement("div");
  row.textContent = text;
  return row;
}
