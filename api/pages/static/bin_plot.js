"use strict";
// Draws a bin's level and forecast with its limits and what happened; the tables below say the same.

const plot = document.getElementById("bin-plot");
const frame = document.getElementById("bin-plot-frame");
const reading = document.getElementById("plot-reading");
const language = document.documentElement.lang === "en" ? "en-GB" : "nb-NO";
const ZONE = "Europe/Oslo";
const AGAIN_MS = 2000;
const DAY = new Intl.DateTimeFormat(language, { day: "numeric", month: "short", timeZone: ZONE });
const MOMENT = new Intl.DateTimeFormat(language, { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: ZONE });
const MARKS = {
  detected: ["--room", "M-6 -5h12L0 6z", true],
  confirmed: ["--room", "M-6 -7h12L0 3zM-6 6h12", true],
  said: ["--room", "M-6 -5h12L0 6z", false],
  report: ["--must", "M0 -6a6 6 0 1 0 .01 0z", true],
  fault: ["--must", "M-5 -5L5 5M5 -5L-5 5", false],
  silent: ["--silent", "M-6 0h12", false],
  look: ["--soon", "M-5 -5h10v10h-10z", true],
  settled: ["--room", "M-6 0L-2 4L6 -5", false],
};

function colour(name) {
  return getComputedStyle(plot).getPropertyValue(name).trim();
}

// Variables hold other variables, which a canvas does not read: an element does.
function resolved(name) {
  const probe = document.createElement("span");
  probe.style.color = colour(name);
  plot.append(probe);
  const value = getComputedStyle(probe).color;
  probe.remove();
  return value;
}

function faded(value) {
  return value.replace(/^rgb\((.*)\)$/, "rgba($1, 0.2)");
}

function draw(figures) {
  const ink = resolved("--act");
  const text = getComputedStyle(plot).color;
  const line = resolved("--line");
  const font = "13px " + getComputedStyle(plot).fontFamily;
  const percent = value => Math.trunc(value) + " %";
  const axis = { stroke: text, font, grid: { stroke: line, width: 1 }, ticks: { stroke: line, width: 1 } };
  const end = Math.max(figures.now, ...figures.times.slice(-1));
  const ahead = { stroke: ink, width: 0, points: { show: false } };
  const made = new uPlot({
    width: plot.clientWidth,
    height: plot.clientHeight,
    tzDate: seconds => uPlot.tzDate(new Date(seconds * 1000), ZONE),
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false } },
    scales: { x: { range: () => [figures.start, end] }, y: { range: () => [0, 112] } },
    axes: [
      { ...axis, space: 70, values: (_, days) => days.map(day => DAY.format(day * 1000)), incrs: [1, 2, 5, 7, 10, 14].map(days => days * 86400) },
      { ...axis, size: 56, values: (_, levels) => levels.map(percent), splits: [0, 25, 50, 75, 100] },
    ],
    series: [
      {},
      { stroke: ink, width: 2, points: { show: false } },
      ahead,
      { ...ahead, width: 2, dash: [4, 4] },
      ahead,
    ],
    bands: [{ series: [4, 2], fill: faded(ink) }],
    hooks: {
      draw: [chart => { drawLimits(chart, figures, font); drawMarks(chart, figures); }],
      setCursor: [chart => tell(chart, percent)],
    },
  }, [figures.times, figures.level, figures.p10, figures.p50, figures.p90], plot);
  return made;
}

function drawLimits(chart, figures, font) {
  const { ctx, bbox } = chart;
  const ratio = uPlot.pxRatio;
  ctx.save();
  ctx.font = font.replace("13px", 12 * ratio + "px");
  ctx.textAlign = "left";
  ctx.textBaseline = "bottom";
  for (const [name, level, shade] of [["nearlyFull", figures.limits.nearly_full, "--soon"], ["full", figures.limits.full, "--must"]]) {
    const y = chart.valToPos(level, "y", true);
    ctx.strokeStyle = ctx.fillStyle = resolved(shade);
    ctx.lineWidth = ratio;
    ctx.setLineDash([6 * ratio, 4 * ratio]);
    ctx.beginPath();
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(bbox.left + bbox.width, y);
    ctx.stroke();
    ctx.fillText(plot.dataset[name] + " " + Math.trunc(level) + " %", bbox.left + 4 * ratio, y - 2 * ratio);
  }
  const x = chart.valToPos(figures.now, "x", true);
  ctx.strokeStyle = ctx.fillStyle = getComputedStyle(plot).color;
  ctx.setLineDash([]);
  ctx.beginPath();
  ctx.moveTo(x, bbox.top);
  ctx.lineTo(x, bbox.top + bbox.height);
  ctx.stroke();
  ctx.textBaseline = "top";
  ctx.fillText(plot.dataset.now, x + 4 * ratio, bbox.top + 2 * ratio);
  ctx.restore();
}

function drawMarks(chart, figures) {
  const { ctx, bbox } = chart;
  const ratio = uPlot.pxRatio;
  for (const { time, mark } of figures.marks) {
    const [shade, path, filled] = MARKS[mark];
    ctx.save();
    ctx.strokeStyle = ctx.fillStyle = resolved(shade);
    ctx.translate(chart.valToPos(time, "x", true), bbox.top + bbox.height - 10 * ratio);
    ctx.scale(ratio, ratio);
    ctx.lineWidth = 2;
    ctx.stroke(new Path2D(path));
    if (filled) ctx.fill(new Path2D(path));
    ctx.restore();
  }
}

function tell(chart, percent) {
  const at = chart.cursor.idx;
  if (at === null || at === undefined) return;
  const [times, level, p10, p50, p90] = chart.data.map(values => values[at]);
  const when = MOMENT.format(times * 1000);
  if (p50 !== null) reading.textContent = `${when}: ${plot.dataset.likely.toLowerCase()} ${percent(p50)} (${percent(p10)} – ${percent(p90)})`;
  else reading.textContent = `${when}: ${level === null ? "–" : percent(level)}`;
}

let chart, figures, version;

// Fetches the figures and draws them where they have changed; returns whether they have.
async function look() {
  const answer = await fetch(plot.dataset.source, { cache: "no-store", headers: version ? { "If-None-Match": version } : {} });
  if (answer.status === 304) return false;
  if (!answer.ok) throw new Error(answer.statusText);
  figures = await answer.json();
  version = answer.headers.get("ETag");
  frame.hidden = false;
  redraw();
  return true;
}

function redraw() {
  chart?.destroy();
  chart = draw(figures);
  plot.dataset.drawn = figures.marks.length;
}

async function show() {
  await look();
  document.getElementById("level-tables").open = false;
  new ResizeObserver(() => chart.setSize({ width: plot.clientWidth, height: plot.clientHeight })).observe(plot);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
  setInterval(follow, AGAIN_MS);
}

// The words beside the plot follow it; that there is no contact the page itself says.
function follow() {
  if (document.hidden) return;
  look().then(changed => changed && htmx.trigger("#now", "seen"), () => {});
}

if (plot) show().catch(() => {
  frame.hidden = true;
  document.getElementById("level-tables").open = true;
  document.getElementById("plot-failed").hidden = false;
});
