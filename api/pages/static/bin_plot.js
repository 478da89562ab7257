"use strict";
// Draws a bin's level and forecast with its limits and what happened; the tables below say the same.

const plot = document.getElementById("bin-plot");
const frame = document.getElementById("bin-plot-frame");
const reading = document.getElementById("plot-reading");
const AGAIN_MS = 2000;
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

const percent = value => Math.trunc(value) + " %";

function faded(value) {
  return value.replace(/^rgb\((.*)\)$/, "rgba($1, 0.2)");
}

function draw(figures) {
  const ink = resolved(plot, "--act");
  const axis = axisOf(plot);
  const end = Math.max(figures.now, ...figures.times.slice(-1));
  const ahead = { stroke: ink, width: 0, points: { show: false } };
  return new uPlot({
    ...optionsOf(plot),
    cursor: { y: false, drag: { x: false, y: false } },
    scales: { x: { range: () => [figures.start, end] }, y: { range: () => [0, 112] } },
    axes: [
      { ...axis, space: 70, values: (_, days) => days.map(day => DATE.format(day * 1000)), incrs: [1, 2, 5, 7, 10, 14, 21, 28].map(days => days * 86400) },
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
      draw: [chart => { drawLimits(chart, figures); drawNow(chart, figures.now); drawMarks(chart, figures); }],
      setCursor: [chart => tell(chart)],
    },
  }, [figures.times, figures.level, figures.p10, figures.p50, figures.p90], plot);
}

function drawLimits(chart, { limits }) {
  for (const [name, value, tone] of [["nearlyFull", limits.nearly_full, "--soon"], ["full", limits.full, "--must"]]) {
    drawLimit(chart, plot, { value, tone, text: plot.dataset[name] + " " + percent(value) });
  }
}

function drawNow(chart, now) {
  const { ctx, bbox } = chart;
  const ratio = uPlot.pxRatio;
  const x = chart.valToPos(now, "x", true);
  ctx.save();
  ctx.font = fontOf(plot, 12 * ratio);
  ctx.strokeStyle = ctx.fillStyle = getComputedStyle(plot).color;
  ctx.lineWidth = ratio;
  ctx.beginPath();
  ctx.moveTo(x, bbox.top);
  ctx.lineTo(x, bbox.top + bbox.height);
  ctx.stroke();
  ctx.textAlign = "left";
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
    ctx.strokeStyle = ctx.fillStyle = resolved(plot, shade);
    ctx.translate(chart.valToPos(time, "x", true), bbox.top + bbox.height - 10 * ratio);
    ctx.scale(ratio, ratio);
    ctx.lineWidth = 2;
    ctx.stroke(new Path2D(path));
    if (filled) ctx.fill(new Path2D(path));
    ctx.restore();
  }
}

function tell(chart) {
  const at = chart.cursor.idx;
  if (at === null || at === undefined) return;
  const [times, level, p10, p50, p90] = chart.data.map(values => values[at]);
  const when = MOMENT.format(times * 1000);
  if (p50 !== null) reading.textContent = `${when}: ${plot.dataset.likely.toLowerCase()} ${percent(p50)} (${percent(p10)} – ${percent(p90)})`;
  else reading.textContent = `${when}: ${level === null ? "–" : percent(level)}`;
}

let redraw, figures, version;

// Fetches the figures and draws them where they have changed; returns whether they have.
async function look() {
  const answer = await fetch(plot.dataset.source, { cache: "no-store", headers: version ? { "If-None-Match": version } : {} });
  if (answer.status === 304) return false;
  if (!answer.ok) throw new Error(answer.statusText);
  figures = await answer.json();
  version = answer.headers.get("ETag");
  frame.hidden = false;
  if (redraw) redraw();
  else redraw = keepDrawn(plot, () => draw(figures));
  plot.dataset.drawn = figures.marks.length;
  return true;
}

async function show() {
  await look();
  document.getElementById("level-tables").open = false;
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
