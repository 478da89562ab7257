// What lies behind a map: tiles of an address, a PMTiles file, or the simulated town's own map.
const TILES_THAT_MAY_FAIL = 3; // in a row: one that fails is a hole, three are no map
const DEEPEST_TILES = 18; // beyond, tiles are drawn larger: few servers have more

const dark = () => matchMedia("(prefers-color-scheme: dark)").matches;

function addBackground(map, { tiles, archive, town, attribution }, missing) {
  if (town) addTown(map, town, missing);
  else if (archive) addArchive(map, tiles, archive, attribution, missing);
  else if (tiles) watched(L.tileLayer(tiles, { maxZoom: CLOSEST_ZOOM, maxNativeZoom: DEEPEST_TILES, attribution }), missing).addTo(map);
}

function watched(layer, missing) {
  let errors = 0;
  layer.on("tileerror", () => ++errors >= TILES_THAT_MAY_FAIL && missing(true));
  layer.on("tileload", () => {
    errors = 0;
    missing(false);
  });
  return layer;
}

// The file's own head says how deep it goes; what its parts come through says when they stay away, for its layers do not.
async function addArchive(map, address, kind, attribution, missing) {
  const source = new pmtiles.FetchSource(address);
  const archive = new pmtiles.PMTiles({
    getKey: () => source.getKey(),
    getBytes: (...asked) => source.getBytes(...asked).then(
      (part) => {
        missing(false);
        return part;
      },
      (error) => {
        if (error.name !== "AbortError") missing(true);
        throw error;
      },
    ),
  });
  const head = await archive.getHeader().catch(() => null);
  if (!head) return;
  const deep = { attribution, maxZoom: CLOSEST_ZOOM };
  if (kind === "raster") {
    const layer = pmtiles.leafletRasterLayer(archive, { ...deep, minNativeZoom: head.minZoom, maxNativeZoom: head.maxZoom });
    layer.on("tileloadstart", ({ tile }) => (tile.alt = "")).addTo(map);
  } else {
    const flavor = dark() ? "dark" : "light", lang = document.documentElement.lang;
    protomapsL.leafletLayer({ ...deep, url: archive, maxDataZoom: head.maxZoom, flavor, lang }).addTo(map);
  }
}

const TOWN_STYLE = {
  green: { stroke: false, fillOpacity: 1, colour: "--map-green" },
  water: { stroke: false, fillOpacity: 1, colour: "--map-water" },
  rail: { weight: 2, dashArray: "6 4", colour: "--map-rail" },
  road: { weight: 7, colour: "--map-road" },
  street: { weight: 5, colour: "--map-street" },
};
const NAMES_FIRST = ["place", "water", "road", "street", "green"];
const STREETS_FROM = 15.5; // zoom
const BELOW_A_MARK = 9; // px

async function addTown(map, address, missing) {
  const answer = await fetch(address).catch(() => null);
  missing(!answer?.ok);
  if (!answer?.ok) {
    addEventListener("online", () => addTown(map, address, missing), { once: true });
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
  map.whenReady(() => addNames(map, features.filter((feature) => feature.properties.name))); // nothing is drawn before the map has a view
}

// Names stand beside each other and beside the marks: where one would meet another, a mark or the edge it moves round its place, or stays away.
function addNames(map, features) {
  const rank = (feature) => NAMES_FIRST.indexOf(feature.properties.kind);
  const names = features
    .sort((one, other) => rank(one) - rank(other))
    .map((feature) => ({ moves: feature.properties.kind === "place", element: nameOf(feature).addTo(map).getElement() }));
  const clear = () => {
    map.getContainer().classList.toggle("map-close", map.getZoom() >= STREETS_FROM);
    for (const { element } of names) element.firstChild.style.translate = "";
    const boxes = names.map(({ element }) => element.firstChild.getBoundingClientRect()), taken = boxesOfMarks(map);
    const frame = map.getContainer().getBoundingClientRect();
    names.forEach(({ element, moves }, n) => {
      const around = moves ? sides(boxes[n].width) : [[0, 0]];
      const [x, y] = around.find((side) => fits(shifted(boxes[n], side), taken, frame)) || [];
      element.classList.toggle("map-name-away", x === undefined);
      if (x === undefined || !boxes[n].width) return;
      element.firstChild.style.translate = `${x}px ${y}px`;
      taken.push(shifted(boxes[n], [x, y]));
    });
  };
  map.on("moveend marked", clear);
  clear();
}

// Below its place, where it lies, then above, right and left of it.
const sides = (width) => [[0, 0], [0, -2 * BELOW_A_MARK - 16], [width / 2 + 14, -BELOW_A_MARK - 8], [-width / 2 - 14, -BELOW_A_MARK - 8]];
const shifted = ({ left, right, top, bottom }, [x, y]) => ({ left: left + x, right: right + x, top: top + y, bottom: bottom + y });
const meet = (one, other) => one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
const isWithin = (box, frame) => box.left >= frame.left && box.right <= frame.right && box.top >= frame.top && box.bottom <= frame.bottom;
const fits = (box, others, frame) => isWithin(box, frame) && !others.some((other) => meet(box, other));

function boxesOfMarks(map) {
  const { left, top } = map.getContainer().getBoundingClientRect(), boxes = [];
  map.eachLayer((layer) => {
    if (!(layer instanceof Mark)) return;
    const { x, y } = map.latLngToContainerPoint(layer.getLatLng()), r = layer.getRadius();
    boxes.push({ left: left + x - r, right: left + x + r, top: top + y - r, bottom: top + y + r });
  });
  return boxes;
}

function nameOf(feature) {
  const { kind, name } = feature.properties;
  const label = document.createElement("span");
  label.textContent = name;
  const iconAnchor = kind === "place" ? [70, -BELOW_A_MARK] : undefined; // what is measured there stands on the place itself
  const icon = L.divIcon({ className: `map-name map-name-${kind}`, html: label, iconSize: [140, 16], iconAnchor });
  return L.marker(middle(feature.geometry), { icon, interactive: false, keyboard: false, pane: "town" });
}

function middle({ type, coordinates }) {
  const course = { Point: [coordinates], LineString: coordinates, Polygon: coordinates[0] }[type];
  if (type === "Polygon") return L.latLngBounds(course.map(([lon, lat]) => [lat, lon])).getCenter();
  const [lon, lat] = course[Math.floor(course.length / 2)];
  return [lat, lon];
}
