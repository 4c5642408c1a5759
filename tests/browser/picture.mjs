// Pictures of pages for docs/images: PNG of few colours, small enough to lie beside the words.
//
// A page has few colours but for the edges of its letters. Kept are those that are missed most, by how many pixels are
// how far from all that are kept so far; every pixel takes the nearest.

import {deflateSync} from 'node:zlib';

const COLOURS = 48;

// Runs in a browser: the pixels of a PNG as places in a palette. Both as base64, for so they come out.
async function reduce([png, count]) {
  const bytes = Uint8Array.from(atob(png), (c) => c.charCodeAt(0));
  const image = await createImageBitmap(new Blob([bytes], {type: 'image/png'}));
  const context = new OffscreenCanvas(image.width, image.height).getContext('2d');
  context.drawImage(image, 0, 0);
  const {data} = context.getImageData(0, 0, image.width, image.height);
  const pixels = new Uint32Array(data.length / 4), uses = new Map();
  for (let i = 0; i < pixels.length; ++i) {
    const colour = pixels[i] = data[4 * i] << 16 | data[4 * i + 1] << 8 | data[4 * i + 2];
    uses.set(colour, (uses.get(colour) ?? 0) + 1);
  }
  const apart = (a, b) => [16, 8, 0].reduce((sum, shift) => sum + ((a >> shift & 255) - (b >> shift & 255)) ** 2, 0);
  const colours = [...uses].map(([colour, pixels]) => ({colour, pixels, place: 0, apart: Infinity})), palette = [];
  for (let next = colours.reduce((a, b) => b.pixels > a.pixels ? b : a); palette.length < count && next.apart > 0;) {
    palette.push(next.colour);
    for (const one of colours) {
      const distance = apart(one.colour, palette.at(-1));
      if (distance < one.apart) Object.assign(one, {apart: distance, place: palette.length - 1});
    }
    next = colours.reduce((a, b) => b.pixels * b.apart > a.pixels * a.apart ? b : a);
  }
  const places = new Map(colours.map(({colour, place}) => [colour, place]));
  const encode = (list) => {
    let text = '';
    for (let i = 0; i < list.length; i += 8192) text += String.fromCharCode(...list.slice(i, i + 8192));
    return btoa(text);
  };
  return {width: image.width, height: image.height, palette: encode(palette.flatMap((c) => [c >> 16, c >> 8 & 255, c & 255])),
    pixels: encode(Uint8Array.from(pixels, (colour) => places.get(colour)))};
}

function crc32(bytes) {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; ++bit) crc = crc >>> 1 ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

function chunk(name, bytes) {
  const body = Buffer.concat([Buffer.from(name), bytes]), size = Buffer.alloc(4), sum = Buffer.alloc(4);
  size.writeUInt32BE(bytes.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([size, body, sum]);
}

// PNG (third edition) with a palette, a byte a pixel, rows without a filter: neighbours are alike as they are.
function encodePng({width, height, palette, pixels}) {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8);
  const rows = Buffer.alloc(height * (width + 1));
  for (let y = 0; y < height; ++y) pixels.copy(rows, y * (width + 1) + 1, y * width, (y + 1) * width);
  return Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), chunk('IHDR', header),
    chunk('PLTE', palette), chunk('IDAT', deflateSync(rows, {level: 9, memLevel: 9})), chunk('IEND', Buffer.alloc(0))]);
}

// What the page shows now, as the bytes of a PNG.
export async function takePicture(page) {
  const png = (await page.screenshot()).toString('base64');
  // On an empty page, for those of the engine allow no such scripts.
  const workshop = await page.context().newPage();
  const made = await workshop.evaluate(reduce, [png, COLOURS]);
  await workshop.close();
  return encodePng({...made, palette: Buffer.from(made.palette, 'base64'), pixels: Buffer.from(made.pixels, 'base64')});
}
