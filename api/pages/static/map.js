// The map beside a list: the same things by the same shapes, clustered, filtered as the list is, with the list's own row on a tap.
"use strict";

(() => {
  const SIZE = 9; // half a shape's width (px)
  const WORST_FIRST = ["must", "soon", "fault", "route", "silent", "room"];
  const CLOSEST_ZOOM = 19;
  const TILES_THAT_MAY_FAIL = 3;
  const FURTHER_OUT = 2; // steps beyond what shows every point: further away there is nothing to see

  const shade = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  // How each state is drawn: the shapes of the list, with the middle at `p`.
  const SHAPES = {
    must(ctx, p, r) {
      ctx.moveTo(p.x, p.y - r);
      ctx.lineTo(p.x + r, p.y + r * 0.85);
      ctx.lineTo(p.x - r, p.y + r * 0.85);
      ctx.closePath();
      return "fill";
    },
    soon(ctx, p, r) {
      ctx.arc(p.x, p.y, r, -Math.PI / 2, Math.PI / 2);
      ctx.closePath();
      ctx.fill();
      ctx.beginPath();
      ctx.arc(p.x, p.y, r, 0, 2 * Math.PI);
      return "line";
    },
    route(ctx, p, r) {
      ctx.rect(p.x - r * 0.85, p.y - r * 0.85, r * 1.7, r * 1.7);
      return "fill";
    },
    silent(ctx, p, r) {
      ctx.arc(p.x, p.y, r, 0, 2 * Math.PI);
      ctx.moveTo(p.x - r * 0.7, p.y + r * 0.7);
      ctx.lineTo(p.x + r * 0.7, p.y - r * 0.7);
      return "line";
    },
    fault(ctx, p, r) {
      ctx.moveTo(p.x, p.y - r);
      ctx.lineTo(p.x + r, p.y);
      ctx.lineTo(p.x, p.y + r);
      ctx.lineTo(p.x - r, p.y);
      ctx.closePath();
      return "line";
    },
    room(ctx, p, r) {
      ctx.arc(p.x, p.y, r, 0, 2 * Math.PI);
      return "line";
    },
  };

  L.Canvas.include({
    drawState(layer) {
      if (!this._drawing || layer._empty()) return;
      const { state, count } = layer.options;
      const ctx = this._ctx;
      ctx.beginPath();
      ctx.fillStyle = ctx.strokeStyle = shade(state === "fault" ? "--silent" : `--${state}`);
      ctx.lineWidth = 2.5;
      if (count > 1) {
        drawCluster(ctx, layer._point, layer._radius, count);
      } else if (SHAPES[state](ctx, layer._point, layer._radius) === "fill") {
        ctx.fill();
        ctx.strokeStyle = "#fff";
        ctx.lineWidth = 1.5;
        ctx.stroke();
      } else {
        ctx.stroke();
      }
    },
  });

  function drawCluster(ctx, p, r, count) {
    ctx.arc(p.x, p.y, r, 0, 2 * Math.PI);
    ctx.fill();
    ctx.strokeStyle = "#fff";
    ctx.stroke();
    ctx.fillStyle = "#fff";
    ctx.font = "600 13px system-ui, sans-serif";
    ctx.textAlign = "center";
    ctx.textBaseline = "middle";
    ctx.fillText(String(count), p.x, p.y);
  }

  const Mark = L.CircleMarker.extend({
    _updatePath() {
      this._renderer.drawState(this);
    },
  });

  class ListMap {
    constructor(element) {
      this.element = element;
      this.note = element.parentElement.querySelector("[data-map-note]");
      this.filter = document.getElementById(element.dataset.filter || "");
      // A wheel over the map scrolls the page until somebody has pressed the map, and scrolls it again once they leave.
      this.map = L.map(element, { preferCanvas: true, maxZoom: CLOSEST_ZOOM, zoomControl: false, attributionControl: true, scrollWheelZoom: false });
      this.map.on("focus click", () => this.map.scrollWheelZoom.enable());
      this.map.on("blur mouseout", () => this.map.scrollWheelZoom.disable());
      this.map.attributionControl.setPrefix(false);
      L.control.zoom({ zoomInTitle: element.dataset.zoomIn, zoomOutTitle: element.dataset.zoomOut }).addTo(this.map);
      this.marks = L.layerGroup().addTo(this.map);
      this.points = [];
      this.map.on("moveend", () => this.draw());
      this.filter?.addEventListener("change", () => this.cluster());
      document.addEventListener("bysans:changed", () => this.load());
      matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.draw());
      addBackground(this.map, element, (missing) => this.say(missing ? element.dataset.noTiles : ""));
      this.load();
    }

    say(text) {
      this.note.textContent = text;
      this.note.hidden = !text;
    }

    async load() {
      const answer = await fetch(this.element.dataset.points, { headers: { Accept: "application/json" } }).catch(() => null);
      if (!answer?.ok) {
        this.say(this.element.dataset.noPoints);
        return;
      }
      const first = this.points.length === 0;
      this.points = (await answer.json()).points;
      if (first) this.fit();
      this.cluster();
    }

    fit() {
      const bounds = L.latLngBounds(this.points.map((point) => [point.lat, point.lon]));
      if (bounds.isValid()) this.map.fitBounds(bounds, { padding: [24, 24], maxZoom: 17, animate: false });
      else this.map.setView([62, 10], 5);
      this.map.setMinZoom(this.map.getZoom() - FURTHER_OUT);
    }

    shown() {
      if (!this.filter) return this.points;
      const chosen = Object.fromEntries(new FormData(this.filter));
      return this.points.filter(
        (point) => (!chosen.vis || point.groups.includes(chosen.vis)) && (!chosen.avfall || point.fraction === chosen.avfall),
      );
    }

    cluster() {
      const worst = (state) => ({ worst: WORST_FIRST.indexOf(state) });
      this.index = new Supercluster({
        radius: 36,
        minPoints: 4,
        maxZoom: 16,
        map: (properties) => worst(properties.point.state),
        reduce: (sum, more) => (sum.worst = Math.min(sum.worst, more.worst)),
      });
      this.index.load(
        this.shown().map((point) => ({ type: "Feature", properties: { point }, geometry: { type: "Point", coordinates: [point.lon, point.lat] } })),
      );
      this.draw();
    }

    draw() {
      if (!this.index) return;
      const bounds = this.map.getBounds().pad(0.3);
      const box = [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()];
      this.marks.clearLayers();
      const features = this.index.getClusters(box, Math.round(this.map.getZoom()));
      // The worst last, so that nothing lies on it.
      features.sort((a, b) => rank(b) - rank(a));
      features.forEach((feature) => this.marks.addLayer(this.mark(feature)));
      this.element.dataset.drawn = String(this.shown().length);
    }

    mark(feature) {
      const [lon, lat] = feature.geometry.coordinates;
      const { point, cluster_id: cluster, point_count: count } = feature.properties;
      const state = point ? point.state : WORST_FIRST[feature.properties.worst];
      const radius = point ? SIZE : 12 + 3 * Math.log10(count) ** 2;
      const mark = new Mark([lat, lon], { radius, state, count: count || 1 });
      mark.on("click", () => (point ? this.open(point) : this.map.setView([lat, lon], this.index.getClusterExpansionZoom(cluster))));
      if (point) mark.bindTooltip(point.name);
      return mark;
    }

    async open(point) {
      const popup = L.popup({ maxWidth: 320, closeButton: true }).setLatLng([point.lat, point.lon]).setContent(document.createTextNode(point.name));
      popup.openOn(this.map);
      const answer = await fetch(point.row, { headers: { Accept: "text/html" } }).catch(() => null);
      if (!answer?.ok) return;
      const row = new DOMParser().parseFromString(await answer.text(), "text/html").body;
      popup.setContent(row);
    }
  }

  const rank = (feature) => (feature.properties.point ? WORST_FIRST.indexOf(feature.properties.point.state) : feature.properties.worst);

  function addBackground(map, element, missing) {
    const { tiles, archive, town, attribution } = element.dataset;
    if (town) addTown(map, town, missing);
    else if (archive === "vector") protomapsL.leafletLayer({ url: tiles, flavor: dark() ? "dark" : "light", lang: document.documentElement.lang, attribution }).addTo(map);
    else if (archive === "raster") watched(pmtilesRaster(tiles, attribution), missing).addTo(map);
    else if (tiles) watched(L.tileLayer(tiles, { maxZoom: CLOSEST_ZOOM, attribution }), missing).addTo(map);
  }

  const dark = () => matchMedia("(prefers-color-scheme: dark)").matches;
  const pmtilesRaster = (address, attribution) => pmtiles.leafletRasterLayer(new pmtiles.PMTiles(address), { attribution, maxZoom: CLOSEST_ZOOM });

  function watched(layer, missing) {
    let errors = 0;
    layer.on("tileerror", () => ++errors === TILES_THAT_MAY_FAIL && missing(true));
    layer.on("tileload", () => {
      if (errors >= TILES_THAT_MAY_FAIL) missing(false);
      errors = 0;
    });
    return layer;
  }

  const TOWN_STYLE = {
    green: { stroke: false, fillOpacity: 1, colour: "--map-green" },
    water: { stroke: false, fillOpacity: 1, colour: "--map-water" },
    rail: { weight: 2, dashArray: "6 4", colour: "--map-rail" },
    road: { weight: 7, colour: "--map-road" },
    street: { weight: 5, colour: "--map-street" },
  };

  async function addTown(map, address, missing) {
    const answer = await fetch(address).catch(() => null);
    if (!answer?.ok) {
      missing(true);
      return;
    }
    const features = (await answer.json()).features;
    map.createPane("town").style.zIndex = 150;
    const renderer = L.canvas({ pane: "town", padding: 0.5 });
    const paint = (feature) => {
      const { colour: name, ...style } = TOWN_STYLE[feature.properties.kind];
      return { ...style, color: shade(name), fillColor: shade(name), lineCap: "round" };
    };
    const drawn = features.filter((feature) => feature.properties.kind !== "place");
    const layer = L.geoJSON(drawn, { renderer, pane: "town", interactive: false, style: paint }).addTo(map);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => layer.setStyle(paint));
    features.filter((feature) => feature.properties.name).forEach((feature) => addName(map, feature));
    const closeness = () => map.getContainer().classList.toggle("map-close", map.getZoom() >= 15.5);
    map.on("zoomend", closeness);
    closeness();
  }

  function addName(map, feature) {
    const { kind, name } = feature.properties;
    const label = document.createElement("span");
    label.textContent = name;
    const icon = L.divIcon({ className: `map-name map-name-${kind}`, html: label, iconSize: [140, 16] });
    L.marker(middle(feature.geometry), { icon, interactive: false, keyboard: false, pane: "town" }).addTo(map);
  }

  function middle({ type, coordinates }) {
    const course = { Point: [coordinates], LineString: coordinates, Polygon: coordinates[0] }[type];
    if (type === "Polygon") return L.latLngBounds(course.map(([lon, lat]) => [lat, lon])).getCenter();
    const [lon, lat] = course[Math.floor(course.length / 2)];
    return [lat, lon];
  }

  document.querySelectorAll("[data-points]").forEach((element) => new ListMap(element));
})();
