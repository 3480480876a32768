// Reads a tile tree with loaders.gl and prints what its leaves hold: {leaves, triangles, features}.
// Run as: node count_tiles.mjs FOLDER
import fs from 'node:fs';
import path from 'node:path';
import {createRequire} from 'node:module';

const require = createRequire(path.join(process.cwd(), 'package.json'));
const {parse} = require('@loaders.gl/core');
const {Tiles3DLoader} = require('@loaders.gl/3d-tiles');
const folder = process.argv[2];

async function read(name, options) {
  const bytes = fs.readFileSync(path.join(folder, name));
  const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);
  const all = {worker: false, '3d-tiles': {assetGltfUpAxis: 'Y', ...options}, gltf: {loadImages: false}};
  const context = {url: path.join(folder, name), baseUrl: folder, filename: path.basename(name), _parse: parse, fetch};
  return await parse(buffer, Tiles3DLoader, all, context);
}

function addFeatures(gltf, features) {
  const table = gltf.extensions.EXT_structural_metadata.propertyTables[0];
  for (const mesh of gltf.meshes) {
    for (const primitive of mesh.primitives) {
      const ids = primitive.attributes._FEATURE_ID_0.value;
      for (const vertex of primitive.indices.value) {
        features.add(table.properties.feature.data[ids[vertex]]);
      }
    }
  }
}

function trianglesOf(gltf) {
  return gltf.meshes.flatMap(mesh => mesh.primitives)
      .reduce((sum, primitive) => sum + primitive.indices.value.length / 3, 0);
}

async function count(tile, result) {
  if (tile.children?.length) {
    for (const child of tile.children) {
      await count(child, result);
    }
    return;
  }
  const {gltf} = await read(path.relative(folder, path.resolve(folder, tile.contentUrl)), {isTileset: false});
  result.leaves += 1;
  result.triangles += trianglesOf(gltf);
  addFeatures(gltf, result.features);
}

const tileset = await read('tileset.json', {isTileset: true});
const result = {leaves: 0, triangles: 0, features: new Set()};
await count(tileset.root, result);
console.log(JSON.stringify({...result, features: result.features.size}));
