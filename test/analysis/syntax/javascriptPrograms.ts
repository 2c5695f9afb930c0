/** Programs in the styles of tf.js code, to break at every place. */
export const programs: Readonly<Record<string, string>> = {
  'a script for Node': `const tf = require('@tensorflow/tfjs-node');
const fs = require('fs');

const WINDOW = 30;
const UNITS = 64;
const EPOCHS = 10;

// Reads "time,value" lines.
function readSeries(path) {
  const lines = fs.readFileSync(path, 'utf8').split('\\n');
  return lines.slice(1).map((line) => parseFloat(line.split(',')[1]));
}

function makeWindows(series, size) {
  const xs = [];
  const ys = [];
  for (let i = 0; i + size < series.length; i++) {
    xs.push(series.slice(i, i + size).map((value) => [value]));
    ys.push([series[i + size]]);
  }
  return { xs: tf.tensor3d(xs), ys: tf.tensor2d(ys) };
}

function createModel({ units = UNITS, layers = 2 } = {}) {
  const model = tf.sequential();
  for (let i = 0; i < layers; i++) {
    model.add(
      tf.layers.lstm({
        units,
        inputShape: i === 0 ? [WINDOW, 1] : undefined,
        returnSequences: i < layers - 1,
      }),
    );
  }
  model.add(tf.layers.dropout({ rate: 0.2 }));
  model.add(tf.layers.dense({ units: 1 }));
  model.compile({ optimizer: tf.train.adam(1e-3), loss: 'meanSquaredError' });
  return model;
}

async function main() {
  const series = readSeries(\`\${__dirname}/data/series.csv\`);
  const { xs, ys } = makeWindows(series, WINDOW);
  const model = createModel({ units: 32 });
  try {
    await model.fit(xs, ys, {
      epochs: EPOCHS,
      batchSize: 32,
      callbacks: {
        onEpochEnd: (epoch, logs) => console.log(\`epoch \${epoch}: \${logs.loss}\`),
      },
    });
  } finally {
    xs.dispose();
    ys.dispose();
  }
  const last = series.slice(-WINDOW).map((value) => [value]);
  const next = tf.tidy(() => model.predict(tf.tensor3d([last])));
  console.log(next.shape, (await next.data())[0]);
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});

module.exports = { createModel, makeWindows };
`,
  'a TypeScript module': `import * as tf from '@tensorflow/tfjs';
import type { LayersModel, Tensor } from '@tensorflow/tfjs';
import { CHARS, type Options } from './options';

export interface State {
  c: tf.Tensor2D;
  h: tf.Tensor2D;
}

export const embeddingSize = 128;
const latent: number = 256;

export enum Mode {
  Train,
  Infer = 'infer',
}

export class Seq2Seq {
  private readonly encoder: LayersModel;
  decoder?: LayersModel;
  steps = 0;

  constructor(
    private readonly options: Options,
    readonly length = 20,
  ) {
    const inputs = tf.input({ shape: [null, CHARS.length], name: 'encoder_input' });
    const [, h, c] = tf.layers.lstm({ units: latent, returnState: true }).apply(inputs) as tf.SymbolicTensor[];
    this.encoder = tf.model({ inputs, outputs: [h, c] });
  }

  static async load(url: string): Promise<Seq2Seq> {
    const response = await fetch(url);
    return new Seq2Seq(await response.json());
  }

  encode(text: string): Tensor {
    const ids = [...text].map((char) => CHARS.indexOf(char));
    return tf.tidy(() => {
      const hot = tf.oneHot(tf.tensor1d(ids, 'int32'), CHARS.length);
      return hot.expandDims(0);
    });
  }

  get size(): number {
    return this.options?.size ?? latent;
  }

  decode(state: State): string {
    let out = '';
    let { c, h } = state;
    do {
      const result = this.decoder!.predict([c, h]) as Tensor[];
      [c, h] = result.slice(1) as [tf.Tensor2D, tf.Tensor2D];
      const index = result[0].argMax(-1).dataSync()[0];
      switch (this.options.mode) {
        case Mode.Train:
          out += CHARS[index];
          break;
        default:
          return out;
      }
      this.steps++;
    } while (out.length < this.length && !/[.!?]$/.test(out));
    return out;
  }
}

const kernel = tf.randomNormal([latent + embeddingSize, 4 * latent]);
const bias = tf.zeros([4 * latent]);

export function step(data: tf.Tensor2D, state: State) {
  const forgetBias = tf.scalar(1.0);
  return tf.basicLSTMCell(forgetBias, kernel as tf.Tensor2D, bias, data, state.c, state.h);
}

export default Seq2Seq;
export const ready = tf.ready().then(() => 'ready');
`,
};
