// Makes the worlds that pages draw, from the public-domain outlines of Natural Earth: few points, borders shared, whole numbers.
//   node src/build/world.mjs members WORLD.topojson COUNTRIES.csv > templates/members/world.json
//   node src/build/world.mjs corridors WORLD.topojson COUNTRIES.csv STOCKS.csv > templates/part/map.html
// WORLD.topojson: world-atlas 2, countries-110m. COUNTRIES.csv: with the columns iso2, iso3, m49, lat, lon. STOCKS.csv: year, origin_iso3,
// dest_iso3, stock (UN DESA, International Migrant Stock 2020).
// Equal Earth projection (Šavrič, Patterson, Jenny 2018), so that areas compare; Antarctica is left out.
import fs from 'node:fs';

const [, , kind, worldFile, countriesFile, stocksFile] = process.argv;
if (!countriesFile || (kind !== 'members' && !(kind === 'corridors' && stocksFile))) throw new Error('see the first lines');
// The map of corridors is closer: it leaves out the Pacific. Islets below SMALLEST px² are left out.
const view = kind === 'members' ? { world: 640, north: 84, south: -56, least: 3 } : { world: 800, north: 76, south: -52, least: 8 };
const WIDTH = 640, CENTRE = 11, SMALLEST = 1.6;

// A line of CSV; fields may be quoted.
const cells = (line) => [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map((m) => (m[1] ?? m[2]).replaceAll('""', '"'));
function table(file) {
  const [head, ...rows] = fs.readFileSync(file, 'utf8').trim().split('\n').map(cells);
  return rows.map((row) => Object.fromEntries(row.map((cell, i) => [head[i], cell])));
}
const countries = table(countriesFile);
const byNumber = new Map(countries.map((country) => [country.m49, country]));
byNumber.set('Kosovo', countries.find((country) => country.iso2 === 'XK'));

const A = [1.340264, -0.081106, 0.000893, 0.003796], M = Math.sqrt(3) / 2, RADIANS = Math.PI / 180;
function equalEarth(lon, lat) {
  const away = ((lon - CENTRE + 540) % 360) - 180;
  const t = Math.asin(M * Math.sin(lat * RADIANS)), t2 = t * t, t6 = t2 * t2 * t2;
  return [away * RADIANS * Math.cos(t) / (M * (A[0] + 3 * A[1] * t2 + t6 * (7 * A[2] + 9 * A[3] * t2))), t * (A[0] + A[1] * t2 + t6 * (A[2] + A[3] * t2))];
}
const scale = view.world / 2 / equalEarth(CENTRE + 179.999, 0)[0];
const top = equalEarth(0, view.north)[1], bottom = equalEarth(0, view.south)[1], HEIGHT = Math.ceil((top - bottom) * scale);
const project = ([lon, lat]) => { const [x, y] = equalEarth(lon, lat); return [WIDTH / 2 + x * scale, (top - y) * scale]; };

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
  return simplify(line, view.least).map((point) => point.map((value) => Math.round(value)));
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

const round = (point) => point.map((value) => Math.round(value));
const ringsOf = (geometry) => (geometry.type === 'Polygon' ? [geometry.arcs] : geometry.arcs).flat();
const geometries = world.objects.countries.geometries.filter((country) => country.id !== '010');

function members() {
  const shapes = {};
  for (const country of geometries) {
    const rings = ringsOf(country).flatMap((one) => pieces(ring(one)))
      .filter((points) => points.length > 2).sort((a, b) => Math.abs(area(b)) - Math.abs(area(a)));
    const large = rings.filter((points, i) => Math.abs(area(points)) >= SMALLEST || !i);
    const code = byNumber.get(country.id ?? country.properties.name)?.iso2 ?? '';
    if (large.length) shapes[code] = (shapes[code] ?? '') + large.map(drawn).join('');
  }
  // Countries too small for an outline are a dot.
  const dots = Object.fromEntries(countries.filter((c) => c.iso2 !== 'AQ' && c.lat && !shapes[c.iso2])
    .map((c) => [c.iso2, round(project([Number(c.lon), Number(c.lat)]))]));
  const lines = (map) => Object.entries(map).map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`).join(',\n');
  return `{"width":${WIDTH},"height":${HEIGHT},"shapes":{\n${lines(shapes)}\n},"dots":{\n${lines(dots)}\n}}\n`;
}

// Land without borders: arcs that only one country uses, joined end to end.
function land() {
  const uses = new Map();
  for (const i of geometries.flatMap(ringsOf).flat()) uses.set(i < 0 ? ~i : i, (uses.get(i < 0 ? ~i : i) ?? 0) + 1);
  const outer = geometries.flatMap(ringsOf).flat().filter((i) => uses.get(i < 0 ? ~i : i) === 1);
  const ends = world.arcs.map((arc) => { let x = 0, y = 0; for (const [dx, dy] of arc) { x += dx; y += dy; } return [arc[0].join(), [x, y].join()]; });
  const start = (i) => ends[i < 0 ? ~i : i][i < 0 ? 1 : 0], end = (i) => ends[i < 0 ? ~i : i][i < 0 ? 0 : 1];
  const from = new Map();
  for (const i of outer) from.set(start(i), [...(from.get(start(i)) ?? []), i]);
  const rings = [];
  for (const first of outer) {
    const chain = [];
    for (let i = from.get(start(first))?.includes(first) ? first : undefined; i !== undefined; i = from.get(end(i))?.[0]) {
      chain.push(i);
      from.set(start(i), from.get(start(i)).filter((one) => one !== i));
    }
    if (chain.length) rings.push(ring(chain));
  }
  const inside = ([x, y]) => [Math.max(-1, Math.min(WIDTH + 1, x)), Math.max(-1, Math.min(HEIGHT + 1, y))];
  return rings.flatMap(pieces).map((points) => points.map(inside)).filter((points) => points.length > 2 && Math.abs(area(points)) >= 4).map(drawn).join('');
}

// The arc from origin to destination; the more people, the wider.
function corridors() {
  const places = new Map(countries.filter((c) => c.lat).map((c) => [c.iso3, round(project([Number(c.lon), Number(c.lat)]))]));
  const largest = table(stocksFile).filter((row) => row.year === '2020' && places.has(row.origin_iso3) && places.has(row.dest_iso3))
    .sort((a, b) => b.stock - a.stock).slice(0, 60);
  const widths = [[], [], [], []], from = new Set(), to = new Set();
  for (const { origin_iso3: origin, dest_iso3: dest, stock } of largest) {
    const [x, y] = places.get(origin), [a, b] = places.get(dest), dx = a - x, dy = b - y;
    const rise = Math.min(0.5 * Math.hypot(dx, dy), 64, (Math.min(y, b) - 3) / 0.75); // it stays on the map
    const points = [0.2 * dx, 0.2 * dy - rise, 0.8 * dx, dy - rise, dx, dy].map((value) => Math.round(value));
    widths[stock > 5e6 ? 3 : stock > 2.5e6 ? 2 : stock > 1.4e6 ? 1 : 0].push(`M${x} ${y}c${points.join(' ').replaceAll(' -', '-')}`);
    from.add(`${x} ${y}`);
    to.add(`${a} ${b}`);
  }
  const dots = (set) => [...set].map((point) => `M${point}h0`).join('');
  return `<figure><svg class="map" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="{{t.home.map}}">
<path class="land" d="${land()}"/>
${widths.map((paths, i) => `<path class="w${i + 1}" d="${paths.join('')}"/>`).join('\n')}
<path class="from" d="${dots(from)}"/>
<path class="to" d="${dots(to)}"/>
</svg><figcaption class="meta">{{t.home.map_note}}</figcaption></figure>
`;
}

process.stdout.write(kind === 'members' ? members() : corridors());
