// Makes the world that pages draw, from the public-domain outlines of Natural Earth: few points, borders shared, whole numbers.
//   node tools/world.mjs members WORLD.topojson COUNTRIES.csv > templates/members/world.json
// WORLD.topojson: world-atlas 2, countries-110m. COUNTRIES.csv: with the columns iso2, m49, lat, lon.
// Equal Earth projection (Šavrič, Patterson, Jenny 2018), so that areas compare; Antarctica is left out.
import fs from 'node:fs';

const [, , kind, worldFile, countriesFile] = process.argv;
if (kind !== 'members' || !countriesFile) throw new Error('see the first lines');
const WIDTH = 640, CENTRE = 11, SMALLEST = 1.6; // px, degrees east, px²: islets below it are left out

// A line of CSV; fields may be quoted.
const cells = (line) => [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map((m) => (m[1] ?? m[2]).replaceAll('""', '"'));
const [head, ...rows] = fs.readFileSync(countriesFile, 'utf8').trim().split('\n').map(cells);
const countries = rows.map((row) => Object.fromEntries(row.map((cell, i) => [head[i], cell])));
const byNumber = new Map(countries.map((country) => [country.m49, country]));
byNumber.set('Kosovo', countries.find((country) => country.iso2 === 'XK'));

const A = [1.340264, -0.081106, 0.000893, 0.003796], M = Math.sqrt(3) / 2, RADIANS = Math.PI / 180;
function equalEarth(lon, lat) {
  const away = ((lon - CENTRE + 540) % 360) - 180;
  const t = Math.asin(M * Math.sin(lat * RADIANS)), t2 = t * t, t6 = t2 * t2 * t2;
  return [away * RADIANS * Math.cos(t) / (M * (A[0] + 3 * A[1] * t2 + t6 * (7 * A[2] + 9 * A[3] * t2))), t * (A[0] + A[1] * t2 + t6 * (A[2] + A[3] * t2))];
}
const edge = equalEarth(CENTRE + 179.999, 0)[0], scale = WIDTH / 2 / edge;
const top = equalEarth(0, 84)[1], bottom = equalEarth(0, -56)[1], HEIGHT = Math.ceil((top - bottom) * scale);
const project = ([lon, lat]) => { const [x, y] = equalEarth(lon, lat); return [(x + edge) * scale, (top - y) * scale]; };

const world = JSON.parse(fs.readFileSync(worldFile, 'utf8'));
const { scale: [sx, sy], translate: [tx, ty] } = world.transform;
const area2 = (a, b, c) => Math.abs((b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1]));

// Visvalingam and Whyatt: the point that spans the least with its neighbours goes first. Arcs are shared, so borders stay closed.
function simplify(points, least) {
  const kept = points.slice();
  while (kept.length > 2) {
    let at = -1, smallest = least;
    for (let i = 1; i < kept.length - 1; i++) {
      const size = area2(kept[i - 1], kept[i], kept[i + 1]);
      if (size < smallest) { smallest = size; at = i; }
    }
    if (at < 0) break;
    kept.splice(at, 1);
  }
  return kept;
}
const arcs = world.arcs.map((arc) => {
  let x = 0, y = 0;
  const line = arc.map(([dx, dy]) => project([(x += dx) * sx + tx, (y += dy) * sy + ty]));
  return simplify(line, 3).map((point) => point.map((value) => Math.round(value)));
});
const ring = (indices) => {
  const points = indices.flatMap((i, n) => (i < 0 ? arcs[~i].slice().reverse() : arcs[i]).slice(n ? 1 : 0));
  return points.filter((point, i) => !i || point[0] !== points[i - 1][0] || point[1] !== points[i - 1][1]);
};
const area = (points) => points.reduce((sum, [x, y], i) => { const [a, b] = points[(i + 1) % points.length]; return sum + x * b - a * y; }, 0) / 2;
// What crosses the edge of the map opposite its centre is cut there.
const pieces = (points) => {
  const out = [[]];
  points.forEach((point, i) => {
    if (i && Math.abs(point[0] - points[i - 1][0]) > WIDTH / 2) out.push([]);
    out.at(-1).push(point);
  });
  if (out.length > 1 && Math.abs(points[0][0] - points.at(-1)[0]) < WIDTH / 2) out[0].unshift(...out.pop());
  return out;
};
const drawn = (points) => {
  let [x, y] = points[0], d = `M${x} ${y}l`;
  for (const [a, b] of points.slice(1)) { d += `${a - x} ${b - y} `; [x, y] = [a, b]; }
  return d.trimEnd().replaceAll(' -', '-') + 'z';
};

const shapes = {};
for (const country of world.objects.countries.geometries) {
  const known = byNumber.get(country.id ?? country.properties.name);
  if (country.id === '010') continue;
  const rings = (country.type === 'Polygon' ? [country.arcs] : country.arcs).flat().flatMap((one) => pieces(ring(one)))
    .filter((points) => points.length > 2).sort((a, b) => Math.abs(area(b)) - Math.abs(area(a)));
  const large = rings.filter((points, i) => Math.abs(area(points)) >= SMALLEST || (!i && rings.length));
  const code = known?.iso2 ?? '';
  if (large.length) shapes[code] = (shapes[code] ?? '') + large.map(drawn).join('');
}
const round = (point) => point.map((value) => Math.round(value));
// Countries too small for an outline are a dot.
const dots = Object.fromEntries(countries.filter((c) => c.iso2 !== 'AQ' && c.lat && !shapes[c.iso2])
  .map((c) => [c.iso2, round(project([Number(c.lon), Number(c.lat)]))]));
const lines = (table) => Object.entries(table).map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`).join(',\n');
process.stdout.write(`{"width":${WIDTH},"height":${HEIGHT},"shapes":{\n${lines(shapes)}\n},"dots":{\n${lines(dots)}\n}}\n`);
