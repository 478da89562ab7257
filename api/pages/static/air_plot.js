"use strict";
// Draws a curve of the air with its limits, what is shaded and what is marked; the tables beside it say the same.

const CLOCK = written({ hour: "2-digit", minute: "2-digit" });

// A day is named where it begins.
function clockOrDate(time) {
  const clock = CLOCK.format(time);
  return clock === "00:00" ? DATE.format(time) : clock;
}

function draw(plot, figures) {
  const ink = resolved(plot, "--act");
  const axis = axisOf(plot);
  const shown = figures.values.filter(value => value !== null);
  const highest = Math.max(...shown, ...figures.lines.map(limit => limit.value), 1);
  const lowest = Math.min(0, ...shown);
  const selects = plot.dataset.selects === "true";
  return new uPlot({
    ...optionsOf(plot),
    cursor: { y: false, drag: { x: selects, y: false, setScale: false } },
    // The whole period: of a single value uPlot would draw three years.
    scales: { x: { range: () => [figures.start, figures.end] }, y: { range: () => [lowest * 1.1, highest * 1.12] } },
    axes: [
      { ...axis, space: 70, values: (_, ticks) => ticks.map(tick => clockOrDate(tick * 1000)) },
      { ...axis, size: 56, values: (_, levels) => levels.map(level => FIGURE.format(level)) },
    ],
    series: [{}, { stroke: ink, width: 2, points: { show: shown.length < 60, size: 5, fill: ink } }],
    hooks: {
      drawClear: [chart => shade(chart, plot, figures)],
      draw: [chart => { limits(chart, plot, figures); marks(chart, plot, figures); }],
      setCursor: [chart => tell(chart, plot, figures)],
      setSelect: [chart => select(chart, plot)],
    },
  }, [figures.times, figures.values], plot);
}

function shade(chart, plot, figures) {
  const { ctx, bbox } = chart;
  const across = time => Math.min(Math.max(chart.valToPos(time, "x", true), bbox.left), bbox.left + bbox.width);
  ctx.save();
  ctx.fillStyle = resolved(plot, "--must");
  for (const [start, end] of figures.spans) {
    const [left, right] = [across(start), across(end)];
    ctx.globalAlpha = 0.16;
    ctx.fillRect(left, bbox.top, Math.max(right - left, 2 * uPlot.pxRatio), bbox.height);
    ctx.globalAlpha = 1;
    ctx.fillRect(left, bbox.top, Math.max(right - left, 2 * uPlot.pxRatio), 4 * uPlot.pxRatio);
  }
  ctx.restore();
}

function limits(chart, plot, figures) {
  figures.lines.forEach(({ value, word, tone }, number) => {
    drawLimit(chart, plot, { value, tone, text: `${word} ${FIGURE.format(value)} ${figures.unit}`, dash: number ? [2, 4] : [6, 4], below: number > 0 });
  });
}

// A doubted value: a ring, and a word where there is room for it.
function marks(chart, plot, figures) {
  const { ctx, bbox } = chart;
  const ratio = uPlot.pxRatio;
  let free = -Infinity;
  ctx.save();
  ctx.strokeStyle = resolved(plot, "--must");
  ctx.fillStyle = getComputedStyle(plot).color;
  ctx.lineWidth = 2 * ratio;
  ctx.font = fontOf(plot, 12 * ratio);
  ctx.textAlign = "left";
  for (const mark of figures.marks || []) {
    const [x, y] = [chart.valToPos(mark.time, "x", true), chart.valToPos(mark.value, "y", true)];
    ctx.beginPath();
    ctx.arc(x, y, 6 * ratio, 0, 2 * Math.PI);
    ctx.stroke();
    const width = ctx.measureText(mark.word).width;
    if (x > free && width < bbox.width / 2) {
      const left = Math.min(x + 9 * ratio, bbox.left + bbox.width - width);
      ctx.fillText(mark.word, left, Math.max(y - 9 * ratio, bbox.top + 12 * ratio));
      free = left + width + 12 * ratio;
    }
  }
  ctx.restore();
}

function tell(chart, plot, figures) {
  const at = chart.cursor.idx;
  const reading = plot.closest("figure").querySelector("[data-plot-reading]");
  if (at === null || at === undefined || !reading) return;
  const [time, value] = chart.data.map(values => values[at]);
  const doubt = (figures.marks || []).find(mark => mark.time === time);
  reading.textContent = `${MOMENT.format(time * 1000)}: ${value === null ? "–" : FIGURE.format(value) + " " + figures.unit}${doubt ? " · " + doubt.word : ""}`;
}

// What is marked on the plot is written into the form, whose fields say it in words.
function select(chart, plot) {
  const { left, width } = chart.select;
  if (plot.dataset.selects !== "true" || width < 2) return;
  const clock = seconds => written({ year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit" }).formatToParts(seconds * 1000)
    .reduce((parts, { type, value }) => ({ ...parts, [type]: value }), {});
  for (const [id, x] of [["fra", left], ["til", left + width]]) {
    const { year, month, day, hour, minute } = clock(chart.posToVal(x, "x"));
    document.getElementById(id).value = `${year}-${month}-${day}T${hour}:${minute}`;
  }
  document.getElementById("fra").closest("details")?.setAttribute("open", "");
}

for (const plot of document.querySelectorAll("[data-air-plot]")) {
  const figures = JSON.parse(plot.dataset.airPlot);
  const frame = plot.closest("[data-plot-frame]");
  frame.hidden = false;
  frame.parentElement.querySelectorAll("[data-plot-table]").forEach(table => { table.open = false; });
  keepDrawn(plot, () => draw(plot, figures));
  plot.dataset.drawn = figures.times.length;
}
