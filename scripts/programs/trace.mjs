/**
 * The tf.js part of trace.py: runs the JavaScript and TypeScript programs and writes what was seen beside them.
 *
 *     node scripts/programs/trace.mjs [PROGRAM_OR_FOLDER …]
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { transformSync } from 'esbuild';
import ts from 'typescript';

const own = fileURLToPath(import.meta.url);
const repository = resolve(dirname(own), '../..');
const root = join(repository, 'test/fixtures/programs');
const recurrent = /^(SimpleRNN|LSTM|GRU|RNN|Bidirectional|ConvLSTM2D|SimpleRNNCell|LSTMCell|GRUCell|StackedRNNCells)$/;
const timeLimit = 60_000;

if (process.argv[2] === '--one') await runOne(resolve(process.argv[3]));
else runAll();

function runAll() {
  const given = process.argv.slice(2).map((path) => resolve(path));
  const programs = (given.length > 0 ? given : [root]).flatMap(programsIn);
  const failed = programs.filter((program) => {
    const { status } = spawnSync(process.execPath, [own, '--one', program], {
      stdio: ['ignore', 'ignore', 'inherit'],
      timeout: timeLimit,
    });
    return status !== 0;
  });
  console.log(`${programs.length - failed.length} of ${programs.length} traced`, ...failed);
  process.exitCode = failed.length > 0 ? 1 : 0;
}

function programsIn(path) {
  if (statSync(path).isFile()) return /\.[jt]s$/.test(path) ? [path] : [];
  const main = ['main.ts', 'main.js'].map((name) => join(path, name)).find((file) => existsSync(file));
  if (main) return [main];
  return readdirSync(path)
    .sort()
    .flatMap((name) => programsIn(join(path, name)));
}

async function runOne(path) {
  const tf = createRequire(import.meta.url)('@tensorflow/tfjs');
  globalThis.require = createRequire(import.meta.url);
  globalThis.tf = tf;
  console.log = console.warn = console.error = () => {};
  console.table = () => {};
  const seen = { layers: new Map(), tensors: new Map() };
  globalThis.__made = (file, line, column, value) => made(seen, file, line, column, value);
  globalThis.__seen = (file, line, column, name, value) => named(seen, file, line, column, name, value);
  const { fit } = tf.LayersModel.prototype;
  tf.LayersModel.prototype.fit = function (x, y, options = {}) {
    return fit.call(this, x, y, { ...options, epochs: 1, verbose: 0, callbacks: undefined });
  };
  const isBug = basename(dirname(path)) === 'bugs';
  const folder = join(repository, 'out', `programs-${process.pid}`);
  mkdirSync(folder, { recursive: true });
  let error = null;
  const failed = (reason) => void (error ??= reason);
  process.on('unhandledRejection', failed);
  process.on('uncaughtException', failed);
  try {
    await import(pathToFileURL(written(path, folder, path)));
    await new Promise((wait) => setTimeout(wait, 1500));
  } catch (reason) {
    failed(reason);
  } finally {
    rmSync(folder, { recursive: true });
  }
  const truthPath = path.replace(/\.\w+$/, '.json');
  const words = { with: `tfjs ${tf.version.tfjs}` };
  if (isBug) {
    const truth = JSON.parse(readFileSync(truthPath, 'utf8'));
    const raises = error ? String(error.message ?? error).slice(0, 400) : 'silent';
    writeFileSync(truthPath, asText({ ...truth, raises, ...words }));
  } else if (error) {
    process.stderr.write(`FAILED ${relative(root, path)}\n${error.stack ?? error}\n`);
    process.exit(1);
  } else {
    const inOrder = (items) => [...items.values()].sort((a, b) => a.line - b.line || a.column - b.column);
    const layers = inOrder(seen.layers).map(layerTruth);
    writeFileSync(
      truthPath,
      asText({ truth: 'run', ...words, layers, tensors: inOrder(seen.tensors).filter(hasShape) }),
    );
  }
  process.exit(0);
}

/** The program, watched, where Node can run it; its own imports first. */
function written(path, folder, main) {
  const text = readFileSync(path, 'utf8').replaceAll('@tensorflow/tfjs-node', '@tensorflow/tfjs');
  const file = path === main ? undefined : relative(dirname(main), path);
  const out = join(
    folder,
    relative(dirname(main), path)
      .replaceAll('/', '-')
      .replace(/\.\w+$/, '.mjs'),
  );
  const linked = watched(text, path, file).replace(/from '(\.[^']+)'/g, (all, module) => {
    const found = ['', '.ts', '.js'].map((end) => join(dirname(path), module.replace(/\.js$/, '') + end)).find(isFile);
    return found ? `from '${pathToFileURL(written(found, folder, main))}'` : all;
  });
  writeFileSync(out, transformSync(linked, { loader: 'ts', target: 'node20', format: 'esm' }).code);
  return out;
}

function isFile(path) {
  return existsSync(path) && statSync(path).isFile();
}

/** Every call gives what it gives to `__made`, and every variable what it is given to `__seen`. */
function watched(text, path, file) {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const inserts = [];
  const place = (position) => {
    const { line, character } = source.getLineAndCharacterOfPosition(position);
    return `${JSON.stringify(file ?? null)}, ${line + 1}, ${character + 1}`;
  };
  const visit = (node) => {
    if (ts.isCallExpression(node) && node.expression.kind !== ts.SyntaxKind.SuperKeyword) {
      inserts.push(
        { at: node.getStart(), text: `__made(${place(node.getStart())}, ` },
        { at: node.getEnd(), text: ')', isEnd: true },
      );
    }
    if (ts.isVariableStatement(node)) {
      const names = node.declarationList.declarations.flatMap(({ name, initializer }) =>
        initializer ? namesOf(name) : [],
      );
      inserts.push({ at: node.getEnd(), text: names.map(seenCall).join(''), isEnd: true });
    }
    if (ts.isExpressionStatement(node) && ts.isBinaryExpression(node.expression)) {
      const { left, operatorToken } = node.expression;
      if (operatorToken.kind === ts.SyntaxKind.EqualsToken && ts.isIdentifier(left)) {
        inserts.push({ at: node.getEnd(), text: seenCall(left), isEnd: true });
      }
    }
    ts.forEachChild(node, visit);
  };
  const seenCall = (name) => `; __seen(${place(name.getStart())}, ${JSON.stringify(name.text)}, ${name.text});`;
  visit(source);
  return inserts
    .map((insert, order) => ({ ...insert, order }))
    .sort((a, b) => b.at - a.at || (a.isEnd ? (b.isEnd ? a.order - b.order : 1) : b.isEnd ? -1 : b.order - a.order))
    .reduce((so, { at, text: insert }) => so.slice(0, at) + insert + so.slice(at), text);
}

function namesOf(name) {
  if (ts.isIdentifier(name)) return [name];
  return name.elements.flatMap((element) => (element.name ? namesOf(element.name) : []));
}

function made({ layers }, file, line, column, value) {
  const kind = value?.getClassName?.();
  if (typeof kind !== 'string' || !recurrent.test(kind) || value.__watched) return value;
  value.__watched = true;
  const key = `${file} ${line} ${column}`;
  const record = layers.get(key) ?? { ...where(file, line, column), kind, made: [] };
  const one = { layer: value, input: null, outputs: null };
  record.made.push(one);
  layers.set(key, record);
  const { apply } = value;
  value.apply = function (inputs, options) {
    const output = apply.call(this, inputs, options);
    one.input ??= shapesIn(inputs)[0];
    one.outputs ??= shapesIn(output);
    return output;
  };
  return value;
}

function layerTruth({ made: all, kind, ...place }) {
  const called = all.filter(({ outputs }) => outputs);
  return {
    ...place,
    kind,
    units: same(all.map(({ layer }) => layer.units ?? layer.filters ?? layer.cell?.units ?? null)),
    inputSize: same(all.map(({ input }) => (typeof input?.at(-1) === 'number' ? input.at(-1) : null))),
    output: merged(called.map(({ outputs }) => outputs[0])),
    state: called[0]?.outputs.slice(1) ?? [],
    ...(all.length > 1 && { made: all.length }),
    called: called.length > 0,
  };
}

function named({ tensors }, file, line, column, name, value) {
  const [shape] = Array.isArray(value) ? [] : shapesIn(value);
  if (!shape) return;
  const key = `${file} ${line} ${column}`;
  const known = tensors.get(key);
  tensors.set(key, { ...where(file, line, column), name, shape: known ? merged([known.shape, shape]) : shape });
}

function hasShape({ shape }) {
  return shape !== null;
}

function where(file, line, column) {
  return { ...(file && { file }), line, column };
}

function shapesIn(value) {
  if (Array.isArray(value)) return value.flatMap(shapesIn);
  const isTensor =
    Array.isArray(value?.shape) && typeof value.dtype === 'string' && typeof value.getClassName !== 'function';
  return isTensor ? [value.shape.map((size) => size ?? 'None')] : [];
}

function same(values) {
  return values.every((value) => value === values[0]) ? (values[0] ?? null) : null;
}

function merged(shapes) {
  if (shapes.length === 0 || shapes.some((shape) => shape?.length !== shapes[0]?.length)) return null;
  return shapes[0].map((_, axis) => same(shapes.map((shape) => shape[axis])));
}

/** As trace.py has it: one layer or tensor on a line. */
function asText(truth) {
  const spaced = (value) =>
    JSON.stringify(value, null, 1)
      .replaceAll(/\n\s*/g, ' ')
      .replaceAll(/([[{]) | (?=[\]}])/g, '$1');
  const parts = Object.entries(truth).map(([key, value]) => {
    const isTable = Array.isArray(value) && typeof value[0] === 'object';
    const text = isTable ? `[\n${value.map((item) => `    ${spaced(item)}`).join(',\n')}\n  ]` : spaced(value);
    return `  ${JSON.stringify(key)}: ${text}`;
  });
  return `{\n${parts.join(',\n')}\n}\n`;
}
