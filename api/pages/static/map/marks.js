// How bins, sites and a round's stops are drawn on a map: the shapes of the lists, on Leaflet's canvas, in the lists' colours.
const SIZE = 9; // half a shape's width (px)
const STOP_SIZE = 13;
const DOT_SIZE = 4; // a stop that another one covers
const WORST_FIRST = ["must", "soon", "fault", "route", "silent", "room", "bin"]; // a bin of which the map says only where it is

// Colours are asked for once and not for each mark: asking makes the browser work its style out anew.
const palette = new Map();
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => palette.clear());

function shade(name) {
  if (!palette.has(name)) palette.set(name, getComputedStyle(document.documentElement).getPropertyValue(name).trim());
  return palette.get(name);
}

// How each state is drawn with its middle at `p`; what is returned says whether the shape is filled.
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
    diamond(ctx, p, r);
    return "line";
  },
  room(ctx, p, r) {
    ctx.arc(p.x, p.y, r, 0, 2 * Math.PI);
    return "line";
  },
  bin(ctx, p, r) {
    ctx.arc(p.x, p.y, r * 0.8, 0, 2 * Math.PI);
    return "fill";
  },
};

function diamond(ctx, p, r) {
  ctx.moveTo(p.x, p.y - r);
  ctx.lineTo(p.x + r, p.y);
  ctx.lineTo(p.x, p.y + r);
  ctx.lineTo(p.x - r, p.y);
  ctx.closePath();
}

function drawState(ctx, p, r, { state }) {
  ctx.fillStyle = ctx.strokeStyle = shade(state === "fault" ? "--silent" : `--${state}`);
  ctx.lineWidth = 2.5;
  if (SHAPES[state](ctx, p, r) === "fill") {
    ctx.fill();
    ctx.strokeStyle = "#fff";
    ctx.lineWidth = 1.5;
  }
  ctx.stroke();
}

function drawCluster(ctx, p, r, { state, count }) {
  ctx.arc(p.x, p.y, r, 0, 2 * Math.PI);
  ctx.fillStyle = shade(state === "fault" ? "--silent" : `--${state}`);
  ctx.fill();
  ctx.strokeStyle = shade("--map-land");
  ctx.lineWidth = 1.5;
  ctx.stroke();
  write(ctx, p, String(count), shade("--map-land"));
}

function write(ctx, p, text, colour) {
  ctx.fillStyle = colour;
  ctx.font = "600 13px system-ui, sans-serif";
  ctx.textAlign = "center";
  ctx.textBaseline = "middle";
  ctx.fillText(text, p.x, p.y + 0.5);
}

// A stop: its number in a ring; emptied is filled and has a hook, one that could not be emptied a cross, the present one a second ring.
function drawStop(ctx, p, r, { state, order, isCurrent }) {
  const paper = shade("--map-paper"), ink = shade("--map-ink"), isDone = state === "emptied";
  ctx.arc(p.x, p.y, r, 0, 2 * Math.PI);
  ctx.fillStyle = isDone ? shade("--room") : paper;
  ctx.strokeStyle = isDone ? shade("--room") : state === "could_not" ? shade("--must") : ink;
  ctx.lineWidth = 2;
  ctx.fill();
  ctx.stroke();
  if (r === DOT_SIZE) return;
  if (isCurrent) {
    ctx.beginPath();
    ctx.arc(p.x, p.y, r + 4, 0, 2 * Math.PI);
    ctx.strokeStyle = shade("--route");
    ctx.lineWidth = 4;
    ctx.stroke();
  }
  if (order) write(ctx, p, order, isDone ? paper : ink);
  if (isDone || state === "could_not") drawBadge(ctx, { x: p.x + r * 0.8, y: p.y - r * 0.8 }, isDone);
}

function drawBadge(ctx, p, isDone) {
  ctx.beginPath();
  ctx.arc(p.x, p.y, 6, 0, 2 * Math.PI);
  ctx.fillStyle = shade("--map-paper");
  ctx.strokeStyle = shade(isDone ? "--room" : "--must");
  ctx.lineWidth = 1.5;
  ctx.fill();
  ctx.stroke();
  ctx.beginPath();
  const strokes = isDone ? [[-3, 0, -1, 2.5, 3, -2.5]] : [[-2.5, -2.5, 2.5, 2.5], [-2.5, 2.5, 2.5, -2.5]];
  for (const [x, y, ...rest] of strokes) {
    ctx.moveTo(p.x + x, p.y + y);
    for (let n = 0; n < rest.length; n += 2) ctx.lineTo(p.x + rest[n], p.y + rest[n + 1]);
  }
  ctx.stroke();
}

// Where trucks unload, and their depot.
function drawPlace(ctx, p, r, { kind, state }) {
  if (kind === "tip") diamond(ctx, p, r);
  else ctx.rect(p.x - r * 0.75, p.y - r * 0.75, r * 1.5, r * 1.5);
  ctx.fillStyle = kind === "tip" && state !== "tipped" ? shade("--map-paper") : shade("--map-ink");
  ctx.strokeStyle = shade("--map-ink");
  ctx.lineWidth = 2.5;
  ctx.fill();
  ctx.stroke();
}

// What a form has chosen: a dot in a ring, so that the mark below stays to be seen.
function drawPin(ctx, p, r) {
  ctx.arc(p.x, p.y, r, 0, 2 * Math.PI);
  for (const [colour, width] of [["--map-paper", 7], ["--map-ink", 3.5]]) {
    ctx.strokeStyle = shade(colour);
    ctx.lineWidth = width;
    ctx.stroke();
  }
  ctx.beginPath();
  ctx.arc(p.x, p.y, r * 0.35, 0, 2 * Math.PI);
  ctx.fillStyle = shade("--map-ink");
  ctx.fill();
}

// A mark that `options.draw` draws; Leaflet finds what lies under a finger by its radius.
const Mark = L.CircleMarker.extend({
  _updatePath() {
    if (!this._renderer._drawing || this._empty()) return;
    const ctx = this._renderer._ctx;
    ctx.setLineDash([]); // a dashed line may have been drawn before
    ctx.beginPath();
    this.options.draw(ctx, this._point, this._radius, this.options);
  },
});
