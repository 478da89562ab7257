// The air's classes as the tiles beside the map show them; their colours are `--air-low` and so on.
WORST_FIRST.unshift("air-very-high", "air-high", "air-doubt", "air-moderate", "air-low", "air-unmeasured");

Object.assign(SHAPES, {
  "air-low"(ctx, p, r) {
    ctx.arc(p.x, p.y, r, 0, 2 * Math.PI);
    return "fill";
  },
  "air-moderate"(ctx, p, r) {
    ctx.roundRect(p.x - r * 0.9, p.y - r * 0.9, r * 1.8, r * 1.8, r * 0.35);
    return "fill";
  },
  "air-high"(ctx, p, r) {
    return SHAPES.must(ctx, p, r * 1.1);
  },
  "air-very-high"(ctx, p, r) {
    for (let corner = 0; corner < 8; corner++) {
      const turn = ((corner + 0.5) * Math.PI) / 4;
      ctx.lineTo(p.x + r * 1.1 * Math.cos(turn), p.y + r * 1.1 * Math.sin(turn));
    }
    ctx.closePath();
    return "fill";
  },
  "air-doubt"(ctx, p, r) {
    diamond(ctx, p, r * 1.1);
    return "line";
  },
  "air-unmeasured"(ctx, p, r) {
    ctx.setLineDash([4, 3]);
    ctx.arc(p.x, p.y, r, 0, 2 * Math.PI);
    return "line";
  },
});
