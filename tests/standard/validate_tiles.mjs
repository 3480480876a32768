// Decodes every GLB of a tile tree to plain glTF (no meshopt) and hands it to the Khronos validator; prints one JSON
// document: {tiles, problems: [{tile, code, message, pointer}]}. Run as: node validate_tiles.mjs FOLDER
import fs from 'node:fs';
import path from 'node:path';
import {createRequire} from 'node:module';

const require = createRequire(path.join(process.cwd(), 'package.json'));
const validator = require('gltf-validator');
const {MeshoptDecoder} = require('meshoptimizer');
const MESHOPT = 'EXT_meshopt_compression';
const JSON_CHUNK = 0x4e4f534a;
const BINARY_CHUNK = 0x004e4942;

function chunksOf(glb) {
  const jsonSize = glb.readUInt32LE(12);
  const json = JSON.parse(glb.toString('utf8', 20, 20 + jsonSize));
  const at = 20 + jsonSize;
  return {json, binary: glb.subarray(at + 8, at + 8 + glb.readUInt32LE(at))};
}

function unpacked(view, binary) {
  const packed = view.extensions?.[MESHOPT];
  if (!packed) {
    return binary.subarray(view.byteOffset ?? 0, (view.byteOffset ?? 0) + view.byteLength);
  }
  const target = new Uint8Array(packed.count * packed.byteStride);
  const source = binary.subarray(packed.byteOffset, packed.byteOffset + packed.byteLength);
  MeshoptDecoder.decodeGltfBuffer(target, packed.count, packed.byteStride, source, packed.mode, packed.filter);
  return Buffer.from(target);
}

function withoutMeshopt(names) {
  return names?.filter(name => name !== MESHOPT);
}

export function plainGltf(glb) {
  const {json, binary} = chunksOf(glb);
  const parts = [];
  let size = 0;
  for (const view of json.bufferViews) {
    const bytes = unpacked(view, binary);
    if (bytes.length !== view.byteLength) {
      throw new Error(`a buffer view of ${view.byteLength} bytes unpacks to ${bytes.length}`);
    }
    const padding = (8 - bytes.length % 8) % 8;
    parts.push(bytes, Buffer.alloc(padding));
    Object.assign(view, {buffer: 0, byteOffset: size});
    delete view.extensions;
    size += bytes.length + padding;
  }
  json.buffers = [{byteLength: size}];
  json.extensionsUsed = withoutMeshopt(json.extensionsUsed);
  json.extensionsRequired = withoutMeshopt(json.extensionsRequired);
  const text = Buffer.from(JSON.stringify(json));
  const padded = Buffer.concat([text, Buffer.alloc((4 - text.length % 4) % 4, ' ')]);
  const head = Buffer.alloc(20);
  [0x46546c67, 2, 28 + padded.length + size, padded.length, JSON_CHUNK].forEach((word, i) => head.writeUInt32LE(word, 4 * i));
  const middle = Buffer.alloc(8);
  middle.writeUInt32LE(size, 0);
  middle.writeUInt32LE(BINARY_CHUNK, 4);
  return Buffer.concat([head, padded, middle, ...parts]);
}

function glbsBelow(folder) {
  return fs.readdirSync(folder, {recursive: true}).filter(name => name.endsWith('.glb')).sort();
}

await MeshoptDecoder.ready;
const folder = process.argv[2];
const result = {tiles: 0, problems: []};
for (const tile of glbsBelow(folder)) {
  const plain = plainGltf(fs.readFileSync(path.join(folder, tile)));
  const report = await validator.validateBytes(new Uint8Array(plain), {maxIssues: 20, format: 'glb'});
  for (const {code, message, pointer, severity} of report.issues.messages) {
    if (severity <= 1) {  // errors and warnings
      result.problems.push({tile, code, message, pointer, severity});
    }
  }
  result.tiles += 1;
}
console.log(JSON.stringify(result));
