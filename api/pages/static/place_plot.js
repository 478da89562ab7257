"use strict";
// Draws a place's means with the classes behind them and the limit; the table below says the same.

const plot = document.getElementById("place-plot");
const frame = document.getElementById("place-plot-frame");
const reading = document.getElementById("place-plot-reading");
const CLASSES = ["--air-low", "--air-moderate", "--air-high", "--air-very-high"];
const DAY_S = 86400;
const HOUR = written({ hour: "2-digit" });

function draw(figures) {
  const times = figures.values.map((_, number) => figures.start + number * figures.step);
  const ink = resolved(plot, "--act");
  const axis = axisOf(plot);
  const span = times.length * figures.step;
  const highest = Math.max(...figures.values.filter(value => value !== null));
  // The limit stands in the picture where the air comes near it; far below it, it would press the curve flat.
  const top = Math.max(highest, figures.limit && highest > figures.limit.value / 4 ? figures.limit.value : 0, figures.bounds[0] || 0) * 1.12;
  const least = Math.min(0, ...figures.values.filter(value => value !== null));
  return new uPlot({
    ...optionsOf(plot),
    cursor: { y: false, drag: { x: span > 7 * DAY_S, y: false } },
    // Of a single window uPlot would draw three years.
    scales: { x: { range: (_, low, high) => times.length > 1 ? [low, high] : [figures.start, figures.start + figures.step] }, y: { range: () => [least * 1.12, top] } },
    axes: [
      { ...axis, space: 64, values: (_, ticks, __, ___, step) => ticks.map(tick => (step < DAY_S ? HOUR : DATE).format(tick * 1000)) },
      { ...axis, size: 56, values: (_, levels) => levels.map(level => FIGURE.format(level)) },
    ],
    series: [{}, { stroke: ink, width: 2, points: { show: span <= 2 * DAY_S, size: 6, fill: ink } }],
    hooks: {
      drawClear: [chart => drawClasses(chart, figures)],
      draw: [chart => { nameClasses(chart, figures); drawGaps(chart, figures); drawNotes(chart, figures); if (figures.limit) drawLimit(chart, plot, { ...figures.limit, tone: "--must" }); }],
      setCursor: [chart => tell(chart, figures)],
    },
  }, [times, figures.values], plot);
}

// The classes that the picture reaches: each with where it begins and ends.
function bandsOf(chart, { bounds }) {
  if (!bounds.length) return [];
  const edges = [chart.scales.y.min, ...bounds, Infinity];
  return CLASSES.map((tone, number) => ({ tone, number, low: edges[number], high: Math.min(edges[number + 1], chart.scales.y.max) }))
    .filter(band => band.low < chart.scales.y.max)
    .map(band => ({ ...band, bottom: chart.valToPos(band.low, "y", true), top: chart.valToPos(band.high, "y", true) }));
}

function drawClasses(chart, figures) {
  const { ctx, bbox } = chart;
  ctx.save();
  for (const { tone, bottom, top } of bandsOf(chart, figures)) {
    ctx.fillStyle = resolved(plot, tone);
    ctx.globalAlpha = 0.14;
    ctx.fillRect(bbox.left, top, bbox.width, bottom - top);
    ctx.globalAlpha = 1;
    ctx.fillRect(bbox.left, top, 4 * uPlot.pxRatio, bottom - top);
  }
  ctx.restore();
}

// Over the curve, each on a ground of its own: a year's hours cover the whole picture.
function nameClasses(chart, figures) {
  const { ctx, bbox } = chart;
  const ratio = uPlot.pxRatio;
  const names = plot.dataset.classes.split("|");
  const ground = getComputedStyle(frame).backgroundColor;
  ctx.save();
  ctx.font = fontOf(plot, 12 * ratio);
  ctx.textAlign = "right";
  ctx.textBaseline = "bottom";
  for (const { number, bottom, top } of bandsOf(chart, figures)) {
    if (bottom - top < 15 * ratio) continue;
    const [right, width] = [bbox.left + bbox.width - 4 * ratio, ctx.measureText(names[number]).width];
    ctx.fillStyle = ground;
    ctx.fillRect(right - width - 4 * ratio, bottom - 15 * ratio, width + 6 * ratio, 14 * ratio);
    ctx.fillStyle = getComputedStyle(plot).color;
    ctx.fillText(names[number], right, bottom - 2 * ratio);
  }
  ctx.restore();
}

// A ring about a mean that holds doubted values; what is against them is said where one points, and in the table.
function drawNotes(chart, { notes, values }) {
  const { ctx } = chart;
  ctx.save();
  ctx.strokeStyle = resolved(plot, "--must");
  ctx.lineWidth = 2 * uPlot.pxRatio;
  for (const [at] of notes.filter(([at]) => values[at] !== null)) {
    ctx.beginPath();
    ctx.arc(chart.valToPos(chart.data[0][at], "x", true), chart.valToPos(values[at], "y", true), 6 * uPlot.pxRatio, 0, 2 * Math.PI);
    ctx.stroke();
  }
  ctx.restore();
}

function drawGaps(chart, { values }) {
  const { ctx, bbox } = chart;
  ctx.save();
  ctx.font = fontOf(plot, 12 * uPlot.pxRatio);
  ctx.fillStyle = getComputedStyle(plot).color;
  ctx.textAlign = "center";
  ctx.textBaseline = "bottom";
  for (let first = values.indexOf(null); first >= 0; first = values.indexOf(null, first)) {
    let last = first;
    while (values[last + 1] === null) last++;
    const [left, right] = [first - 1, last + 1].map(at => chart.valToPos(chart.data[0][Math.max(0, Math.min(at, values.length - 1))], "x", true));
    if (right - left > ctx.measureText(plot.dataset.unmeasured).width * 1.2) ctx.fillText(plot.dataset.unmeasured, (left + right) / 2, bbox.top + bbox.height - 4 * uPlot.pxRatio);
    first = last + 1;
  }
  ctx.restore();
}

function tell(chart, figures) {
  const at = chart.cursor.idx;
  if (at === null || at === undefined) return;
  const value = figures.values[at];
  const when = (figures.step < DAY_S ? MOMENT : DATE).format(chart.data[0][at] * 1000);
  const shown = value === null ? "" : `${FIGURE.format(value)} ${plot.dataset.unit}`;
  const note = new Map(figures.notes).get(at);
  const told = value === null ? note || plot.dataset.unmeasured : figures.at_least.includes(at) ? plot.dataset.over.replace("{value}", shown) : shown;
  const soFar = at === figures.so_far ? ` ${plot.dataset.soFar}` : "";
  reading.textContent = `${when}${soFar}: ${told}${note && value !== null ? ` · ${note}` : ""}`;
}

async function show() {
  const answer = await fetch(plot.dataset.source);
  if (!answer.ok) throw new Error(answer.statusText);
  const figures = await answer.json();
  frame.hidden = false;
  document.getElementById("place-table").open = false;
  keepDrawn(plot, () => draw(figures));
  plot.dataset.drawn = String(figures.values.length);
}

if (plot) show().catch(() => {
  frame.hidden = true;
  document.getElementById("place-table").open = true;
  document.getElementById("place-plot-failed").hidden = false;
});
