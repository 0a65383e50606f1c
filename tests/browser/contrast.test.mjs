// Every pair of colours that meets on a page, in both schemes, read from the custom properties of the style sheet:
// text 4.5:1, edges of controls and signs 3:1 (WCAG 2.2, 1.4.3 and 1.4.11).
import { test } from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

const css = readFileSync(new URL('../../public/inmd.css', import.meta.url), 'utf8');
const colours = (text) => Object.fromEntries([...text.matchAll(/--([a-z-]+):\s*(#[0-9a-f]{6})\b/g)].map((m) => [m[1], m[2]]));
const [, first] = css.match(/^:root \{([^}]*)\}/m);
const [, second] = css.match(/prefers-color-scheme: dark\) \{\s*:root \{([^}]*)\}/);
const light = colours(first), dark = colours(second);

const grounds = ['paper', 'card'];
const on = (texts, places) => texts.flatMap((text) => places.map((place) => [text, place]));
const text = [
  ...on(['ink', 'soft', 'teal', 'rose', 'bad', 'warn', 'good'], grounds),
  ...on(['ink', 'teal', 'soft'], ['teal-soft', 'warn-soft']),
  ...on(['ink', 'bad', 'soft', 'teal', 'rose'], ['bad-soft']),
  ...on(['ink', 'soft', 'rose'], ['rose-soft']),
  ['on-rose', 'rose'], ['on-rose', 'rose-deep'], ['on-bad', 'bad'], ['paper', 'teal'], ['paper', 'ink'],
];
const parts = [...on(['edge', 'rose', 'teal', 'bad', 'warn'], grounds), ['rose', 'land'], ['teal', 'land'], ['bad', 'bad-soft'], ['warn', 'warn-soft'],
  ['teal', 'teal-soft'], ['teal', 'bad-soft'], ['teal', 'rose-soft']];

const luminance = (hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16) / 255)
  .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
  .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
const contrast = (a, b) => {
  const [bright, dim] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (bright + 0.05) / (dim + 0.05);
};

test('black and white have the contrast that is known', () => {
  assert.equal(contrast('#000000', '#ffffff'), 21);
  assert.equal(contrast('#777777', '#ffffff').toFixed(2), '4.48');
});

test('each colour has its counterpart in the dark', () => assert.deepEqual(Object.keys(dark).sort(), Object.keys(light).sort()));

for (const [scheme, palette] of Object.entries({ light, dark })) {
  for (const [pairs, least] of [[text, 4.5], [parts, 3]]) {
    test(`${scheme}: ${pairs.length} pairs have ${least}:1`, () => {
      const faint = pairs.map(([a, b]) => [a, b, contrast(palette[a], palette[b])]).filter(([, , ratio]) => !(ratio >= least))
        .map(([a, b, ratio]) => `${a} on ${b}: ${ratio.toFixed(2)}`);
      assert.deepEqual(faint, []);
    });
  }
}
