/**
 * Random small TensorFlow.js programs, with what TensorFlow.js itself makes of them, for compare.mjs.
 *
 *     node scripts/programs/random/tfjsPrograms.mjs SEED COUNT FOLDER
 *
 * Every line is run as it is written; one that raises ends a program of its own (`raises` of FOLDER/truth.json), all
 * others stand in a program that runs, with the shapes of the names they give.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import {
  axisOf,
  chance,
  int,
  layer,
  layerFor,
  list,
  near,
  operationOn,
  operationOnTwo,
  options,
  pick,
  recurrent,
  seedWith,
} from './tfjsLayers.mjs';

const tf = createRequire(import.meta.url)('@tensorflow/tfjs');
const AsyncFunction = (async () => {}).constructor;
const [seed, count, folder] = [Number(process.argv[2]), Number(process.argv[3]), process.argv[4]];
console.warn = () => {};
seedWith(seed);

class Program {
  lines = ["import * as tf from '@tensorflow/tfjs';", 'const unused = tf.layers.lstm({ units: 1 });'];
  names = {};
  truth = {};
  raises = [];
  sources = new Map();
  made = 0;

  name(letter) {
    return `${letter}${++this.made}`;
  }

  shapes(letters) {
    return Object.entries(this.names).filter(
      ([name, value]) => letters.includes(name[0]) && Array.isArray(value?.shape),
    );
  }

  /** Runs a statement that gives names; what raises makes a program of its own. */
  async say(code, given = [], sources = []) {
    const keys = Object.keys(this.names);
    const body = `${code}\nreturn {${given.join(', ')}};`;
    try {
      const made = await new AsyncFunction('tf', ...keys, body)(tf, ...keys.map((key) => this.names[key]));
      if (
        Object.values(made).some(
          ({ shape }) => shape?.some((size) => size !== null && !(size >= 1)) || shape?.length > 6,
        )
      )
        return false;
      const from = [...new Set(sources.flatMap((name) => this.sources.get(name) ?? [name]))];
      if (!this.runs(code, { ...this.names, ...made }, from, given[0])) return false;
      this.lines.push(...code.split('\n'));
      Object.assign(this.names, made);
      const at = this.lines.length - code.split('\n').length + 1;
      for (const [name, { shape }] of Object.entries(made)) {
        if (Array.isArray(shape)) (this.truth[at] ??= {})[name] = shape;
        this.sources.set(name, from.length > 0 ? from : [name]);
      }
      return true;
    } catch (error) {
      this.raised(code, error);
      return false;
    }
  }

  raised(code, error) {
    const first = this.lines.length + 1;
    const lines = code.split('\n');
    const text = [...this.lines, ...lines, ''].join('\n');
    const words = `${error.name}: ${String(error.message).replace(/\s+/g, ' ').slice(0, 300)}`;
    this.raises.push({ text, lines: [first, first + lines.length - 1], error: words });
  }

  /** TensorFlow.js finds out about much only when numbers go through a layer. */
  runs(code, names, from, name) {
    if (from.length === 0 || !names[name].shape) return true;
    const data = from
      .map((one) => names[one])
      .map(({ shape }) => list([shape[0] ?? 2, ...shape.slice(1).map((size) => size ?? 7)]));
    const zeros = data.map((shape) => `tf.zeros(${shape})`);
    const run = `tf.model({ inputs: ${list(from)}, outputs: ${name} }).predict(${zeros.length === 1 ? zeros[0] : list(zeros)});`;
    try {
      const keys = Object.keys(names);
      const result = new Function('tf', ...keys, `return ${run}`)(tf, ...keys.map((key) => names[key]));
      return names[name].shape.every((size, axis) => size === null || size === result.shape[axis]);
    } catch (error) {
      this.raised(`${code}\n${run}`, error);
      return false;
    }
  }

  inputShape() {
    const rank = pick([1, 2, 2, 2, 2, 2, 3, 4]);
    const shape = Array.from({ length: rank }, () => int(2, 6));
    if (rank > 1 && chance(0.15)) shape[0] = null;
    return shape;
  }

  async input() {
    const name = this.name('x');
    const shape = this.inputShape();
    const given = chance(0.9)
      ? `shape: ${list(shape.map(String))}`
      : `batchShape: ${list([int(2, 4), ...shape].map(String))}`;
    await this.say(`const ${name} = tf.input({ ${given} });`, [name]);
  }

  source(letters = 'x', rank = null) {
    const known = this.shapes(letters).filter(
      ([, { shape }]) => shape.length > 0 && (rank === null || shape.length === rank),
    );
    return known.length > 0 ? pick(known.slice(-6)) : null;
  }

  async layer() {
    const found = this.source();
    if (!found) return;
    const [from, { shape }] = found;
    if (shape.length < 2) return;
    const name = this.name('x');
    await this.say(`const ${name} = ${layerFor(shape)}.apply(${from});`, [name], [from]);
  }

  async merge() {
    const found = this.source();
    if (!found) return;
    const [from, { shape }] = found;
    const alike = this.shapes('x').filter(([, other]) => other.shape.join() === shape.join());
    const [other] = chance(0.6) ? pick(alike) : this.source('x', shape.length);
    const name = this.name('x');
    const text = pick([
      ...['add', 'multiply', 'average', 'maximum', 'minimum'].map((kind) => layer(kind)),
      ...[1, 2, 3].map(() => layer('concatenate', pick(['', 'axis: -1', 'axis: 1', `axis: ${axisOf(shape.length)}`]))),
      ...[1, 2].map(() => layer('dot', `axes: ${pick([axisOf(shape.length), list([int(1, 2), int(1, 2)]), -1])}`)),
    ]);
    await this.say(
      `const ${name} = ${text}.apply(${chance(0.97) ? list([from, other]) : from});`,
      [name],
      [from, other],
    );
  }

  async states() {
    const found = this.source('x', 3);
    if (!found) return;
    const [from] = found;
    const [text, states] = recurrent({ returnState: true });
    const names = Array.from({ length: states + 1 }, (_, index) => this.name(index === 0 ? 'x' : 's'));
    if (!(await this.say(`const ${list(names)} = ${text}.apply(${from});`, names, [from])) || text.includes('rnn('))
      return;
    const name = this.name('x');
    const units = near(this.names[names[1]].shape[1]);
    const kind = /layers\.(\w+)/.exec(text)[1];
    const given = list(chance(0.95) ? names.slice(1) : names);
    await this.say(
      `const ${name} = ${layer(kind, `units: ${units}`, chance(0.5) && 'returnSequences: true')}.apply(${from}, { initialState: ${given} });`,
      [name],
      [from],
    );
  }

  async sequential() {
    const name = this.name('m');
    const before = { lines: [...this.lines], names: { ...this.names }, truth: { ...this.truth } };
    if (await this.filled(name)) {
      const shape = this.names[name].inputs[0].shape.map((size, axis) => size ?? (axis === 0 ? 2 : 7));
      const [result, count] = [this.name('p'), this.raises.length];
      if (await this.say(`const ${result} = ${name}.predict(tf.zeros(${list(shape)}));`, [result])) return name;
      if (this.raises.length > count) this.raises.at(-1).lines[0] = before.lines.length + 1;
    }
    Object.assign(this, before);
    return null;
  }

  async filled(name) {
    await this.say(`const ${name} = tf.sequential();`, [name]);
    const shape = this.inputShape();
    const given = `inputShape: ${list(shape.map(String))}`;
    const isWords = shape.length === 1 && chance(0.6);
    const first = isWords
      ? layer(
          'embedding',
          `inputDim: ${int(10, 30)}`,
          `outputDim: ${int(1, 4)}`,
          chance(0.6) && `inputLength: ${shape[0]}`,
          chance(0.2) && 'maskZero: true',
        )
      : layerFor([null, ...shape])
          .replace(/ ?\}?\)$/, (end) => (end === ')' ? `{ ${given} })` : `, ${given} })`))
          .replace('(, ', '({ ')
          .replace(/\{ ?, /, '{ ');
    if (!(await this.say(`${name}.add(${first});`, []))) return false;
    for (let left = int(1, 6); left > 0; left--) {
      const model = this.names[name];
      if (model.outputShape.some((size) => size !== null && !(size >= 1))) return false;
      const before = model.layers.length;
      if (!(await this.say(`${name}.add(${layerFor(model.outputShape)});`)) && model.layers.length > before)
        return false;
    }
    return true;
  }

  async model() {
    const outputs = this.shapes('x').filter(
      ([name]) => this.sources.get(name).length === 1 && this.sources.get(name)[0] !== name,
    );
    if (outputs.length === 0) return null;
    const [output] = pick(outputs);
    const name = this.name('m');
    return (await this.say(
      `const ${name} = tf.model({ inputs: ${this.sources.get(output)[0]}, outputs: ${output} });`,
      [name],
    ))
      ? name
      : null;
  }

  async trained(name) {
    const model = this.names[name];
    const [read, wanted] = [model.inputs[0].shape, model.outputs[0].shape];
    if (wanted.some((size) => size !== null && !(size >= 1))) return;
    const samples = read[0] ?? pick([4, 8]);
    const sizes = read.slice(1).map((size) => near(size, 0.05));
    const [data, target, result] = [this.name('d'), this.name('d'), this.name('p')];
    const loss = pick([
      'meanSquaredError',
      'meanSquaredError',
      'meanAbsoluteError',
      'categoricalCrossentropy',
      'binaryCrossentropy',
      'sparseCategoricalCrossentropy',
    ]);
    let targets = wanted.slice(1).map((size, axis) => near(size ?? sizes[axis] ?? 1, 0.05));
    if (loss.startsWith('sparse')) targets = chance(0.5) ? targets.slice(0, -1) : [...targets.slice(0, -1), 1];
    else if (chance(0.08)) targets = pick([targets.slice(0, -1), [...targets, 1], targets.slice(1)]);
    await this.say(
      `const ${data} = tf.randomUniform(${list([samples, ...(chance(0.04) ? sizes.slice(1) : sizes)])});`,
      [data],
    );
    await this.say(`const ${target} = tf.zeros(${list([samples, ...targets])});`, [target]);
    const isCompiled = await this.say(
      `${name}.compile({ optimizer: 'adam', loss: '${loss}'${options([0.3, "metrics: ['accuracy']"])} });`,
    );
    if (isCompiled && chance(0.8))
      await this.say(
        pick([
          `await ${name}.fit(${data}, ${target}, { epochs: 1, batchSize: ${samples}, verbose: 0 });`,
          `${name}.evaluate(${data}, ${target});`,
          `await ${name}.trainOnBatch(${data}, ${target});`,
        ]),
      );
    await this.say(`const ${result} = ${name}.predict(${data});`, [result]);
  }

  async operation() {
    const found = this.source('tp');
    const name = this.name('t');
    if (!found || chance(0.15)) {
      const shape = Array.from({ length: int(1, 4) }, () => int(1, 5));
      await this.say(`const ${name} = tf.${pick(['zeros', 'ones', 'randomNormal'])}(${list(shape)});`, [name]);
      return;
    }
    const [from, { shape }] = found;
    const alike = this.shapes('tp').filter(([, other]) => other.shape.length === shape.length);
    const code = chance(0.35) ? operationOnTwo(from, shape, pick(alike)[0]) : operationOn(from, shape);
    await this.say(`const ${name} = ${code};`, [name]);
  }
}

const found = { programs: [], raises: [] };
mkdirSync(folder, { recursive: true });
for (let index = 0; index < count; index++) {
  const program = new Program();
  for (let left = int(1, 2); left > 0; left--) await program.input();
  for (let left = int(6, 14); left > 0; left--)
    await pick([
      () => program.layer(),
      () => program.layer(),
      () => program.layer(),
      () => program.merge(),
      () => program.states(),
    ])();
  for (const name of [await program.sequential(), await program.sequential(), await program.model()]) {
    if (name && chance(0.3)) await program.trained(name);
  }
  for (let left = int(4, 16); left > 0; left--) await program.operation();
  const texts = [['programs', { truth: program.truth }, [...program.lines, ''].join('\n')]];
  for (const { text, ...facts } of program.raises) texts.push(['raises', facts, text]);
  for (const [number, [kind, facts, text]] of texts.entries()) {
    const file = `t${seed}_${index}_${number}.js`;
    writeFileSync(join(folder, file), text);
    found[kind].push({ file, ...facts });
  }
  tf.disposeVariables();
}
writeFileSync(join(folder, `t${seed}_truth.json`), JSON.stringify(found));
console.log(found.programs.length, 'programs,', found.raises.length, 'lines that raise');
