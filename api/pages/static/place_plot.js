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
    scales: { y: { range: () => [least * 1.12, top] } },
    axes: [
      { ...axis, space: 64, values: (_, ticks, __, ___, step) => ticks.map(tick => (step < DAY_S ? HOUR : DATE).format(tick * 1000)) },
      { ...axis, size: 56, values: (_, levels) => levels.map(level => FIGURE.format(level)) },
    ],
    series: [{}, { stroke: ink, width: 2, points: { show: span <= 2 * DAY_S, size: 6, fill: ink } }],
    hooks: {
      drawClear: [chart => drawClasses(chart, figures)],
      draw: [chart => { drawGaps(chart, figures); if (figures.limit) drawLimit(chart, plot, { ...figures.limit, tone: "--must" }); }],
      setCursor: [chart => tell(chart, figures)],
    },
  }, [times, figures.values], plot);
}

function drawClasses(chart, { bounds }) {
  const { ctx, bbox } = chart;
  if (!bounds.length) return;
  const names = plot.dataset.classes.split("|");
  const edges = [chart.scales.y.min, ...bounds, Infinity];
  ctx.save();
  ctx.font = fontOf(plot, 12 * uPlot.pxRatio);
  ctx.textAlign = "right";
  ctx.textBaseline = "bottom";
  CLASSES.forEach((name, number) => {
    const [low, high] = [edges[number], Math.min(edges[number + 1], chart.scales.y.max)];
    if (low >= chart.scales.y.max) return;
    const [bottom, top] = [chart.valToPos(low, "y", true), chart.valToPos(high, "y", true)];
    ctx.fillStyle = resolved(plot, name);
    ctx.globalAlpha = 0.14;
    ctx.fillRect(bbox.left, top, bbox.width, bottom - top);
    ctx.globalAlpha = 1;
    ctx.fillRect(bbox.left, top, 4 * uPlot.pxRatio, bottom - top);
    ctx.fillStyle = getComputedStyle(plot).color;
    if (bottom - top > 18 * uPlot.pxRatio) ctx.fillText(names[number], bbox.left + bbox.width - 6 * uPlot.pxRatio, bottom - 3 * uPlot.pxRatio);
  });
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
  const told = value === null ? plot.dataset.unmeasured : figures.at_least.includes(at) ? plot.dataset.over.replace("{value}", shown) : shown;
  reading.textContent = `${when}: ${told}`;
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
