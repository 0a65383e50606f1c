// A picture made here: of one colour, or of what COLOUR(place) gives for each byte.
import { deflateSync } from 'node:zlib';

function crc(bytes) {
  let value = ~0;
  for (const byte of bytes) {
    value ^= byte;
    for (let bit = 0; bit < 8; bit++) value = (value >>> 1) ^ (0xedb88320 & -(value & 1));
  }
  return ~value >>> 0;
}

function chunk(type, data) {
  const bytes = Buffer.concat([Buffer.from(type), data]), out = Buffer.alloc(bytes.length + 8);
  out.writeUInt32BE(data.length, 0);
  bytes.copy(out, 4);
  out.writeUInt32BE(crc(bytes), bytes.length + 4);
  return out;
}

export function png(width, height, colour = 0) {
  const head = Buffer.alloc(13), line = width * 3 + 1; // a line begins with its filter: none
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head[8] = 8;
  head[9] = 2;
  const at = typeof colour === 'function' ? colour : () => colour;
  const lines = Buffer.from(Array.from({ length: line * height }, (_, i) => (i % line ? at(i) : 0)));
  return Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), chunk('IHDR', head), chunk('IDAT', deflateSync(lines)), chunk('IEND', Buffer.alloc(0))]);
}
