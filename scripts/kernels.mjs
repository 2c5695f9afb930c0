// @ts-check
// Compiles the kernels: `node scripts/kernels.mjs`. AssemblyScript in src/engine/kernels/assembly becomes
// build/kernels/*.wasm, which esbuild takes into the bundles.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { tiles } from './kernelTiles.mjs';
import { root } from './paths.mjs';

// Without its types, which change those of Array for the whole project.
const { default: asc } = await import(/** @type {string} */ ('assemblyscript/asc'));

const sources = join(root, 'src/engine/kernels/assembly');
const target = join(root, 'build/kernels');

/** Rows and vectors of the tiles: products.ts imports them from './tiles'. */
const tileSizes = /** @type {[rows: number, vectors: number][]} */ ([
  ...[1, 2, 3, 4, 5, 6].flatMap((rows) => [2, 4].map((vectors) => [rows, vectors])),
  [1, 8],
  [1, 16],
]);

const variants = ['relaxed', 'simd'].flatMap((name) =>
  [false, true].map((wide) => ({
    file: `${name}${wide ? '-wide' : ''}.wasm`,
    relaxed: name === 'relaxed',
    wide,
  })),
);

/** Writes build/kernels where what it is made of has changed. */
export async function compileKernels() {
  const stamp = join(target, 'stamp.txt');
  const now = fingerprint();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === now) return;
  mkdirSync(target, { recursive: true });
  for (const variant of variants) await compile(variant);
  writeFileSync(stamp, now);
}

/** Of all that the modules are made of. */
function fingerprint() {
  const hash = createHash('sha256');
  for (const name of readdirSync(sources).sort()) hash.update(name).update(readFileSync(join(sources, name)));
  for (const file of ['scripts/kernels.mjs', 'scripts/kernelTiles.mjs', 'node_modules/assemblyscript/package.json'])
    hash.update(readFileSync(join(root, file)));
  return hash.digest('hex');
}

/** @param {typeof variants[number]} variant */
async function compile({ file, relaxed, wide }) {
  const options = [
    'index.ts',
    ['--outFile', file],
    ['--baseDir', sources],
    ['--runtime', 'stub'],
    ['--optimizeLevel', '2'],
    ['--shrinkLevel', '0'],
    '--noAssert',
    '--importMemory',
    '--noExportMemory',
    ['--initialMemory', '1'],
    // The tables lie there; it also lets the compiler fold constants into offsets.
    ['--memoryBase', '1024'],
    ['--enable', 'simd'],
    ...(relaxed ? [['--enable', 'relaxed-simd']] : []),
    // wasmModule.ts takes that back where there is one thread only.
    '--sharedMemory',
    ['--maximumMemory', '65536'],
    ['--enable', 'threads'],
    ['--use', `RELAXED=${relaxed ? 1 : 0}`],
    ['--use', `WIDE=${wide ? 1 : 0}`],
    ...(process.env['KERNELS_TEXT'] ? [['--textFile', file.replace('.wasm', '.wat')]] : []),
  ].flat();
  const { error, stderr } = await asc.main(options, {
    readFile: (/** @type {string} */ name) => {
      const path = join(sources, name);
      if (name === 'tiles.ts') return tiles(tileSizes);
      return existsSync(path) ? readFileSync(path, 'utf8') : null;
    },
    writeFile: (/** @type {string} */ name, /** @type {Uint8Array} */ contents) =>
      writeFileSync(join(target, name), contents),
    listFiles: () => [],
  });
  if (error) throw new Error(`${file}: ${error.message}\n${stderr.toString()}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await compileKernels();
