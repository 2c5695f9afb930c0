import assert from 'node:assert/strict';
import { shapesOf } from '../code/shapesOf.js';

function unitsOf(text: string): unknown[] {
  const { layers, problems } = shapesOf(`const tf = require('@tensorflow/tfjs');\n${text}`, {
    language: 'typescript',
  });
  assert.deepEqual(problems, []);
  return layers.map(({ kind, input, options }) => [kind, input, options.units]);
}

describe('methods of object literals', () => {
  it('have the object as `this`', () => {
    const layers = unitsOf(`
      const store = {
        units: 5,
        rows: [],
        add(row) { this.rows.push(row); },
        fill: function () { for (let i = 0; i < 30; i++) this.add([i, i + 1, i + 2]); },
        build() {
          const model = tf.sequential();
          model.add(tf.layers.lstm({ units: this.units, inputShape: [7, this.rows[0].length] }));
          return model;
        },
      };
      store.fill();
      store.build();
    `);
    assert.deepEqual(layers, [['LSTM', ['batch', 7, 3], 5]]);
  });

  it('have it where nobody calls them, too', () => {
    const layers = unitsOf(`
      module.exports = {
        units: 6,
        build(steps) {
          const model = tf.sequential();
          model.add(tf.layers.gru({ units: this.units, inputShape: [steps, 2] }));
        },
      };
    `);
    assert.deepEqual(layers, [['GRU', ['batch', 'steps', 2], 6]]);
  });

  it('keep the `this` of the class around an arrow function', () => {
    const layers = unitsOf(`
      class Net {
        constructor() {
          this.units = 4;
          const parts = { units: 9, rnn: () => tf.layers.gru({ units: this.units, inputShape: [3, 2] }) };
          this.model = tf.sequential({ layers: [parts.rnn()] });
        }
      }
      new Net();
    `);
    assert.deepEqual(layers, [['GRU', ['batch', 3, 2], 4]]);
  });

  it('name what somebody else gives the object', () => {
    const layers = unitsOf(`
      export default {
        data() { return { units: 32, steps: 10 }; },
        methods: {
          build() {
            const model = tf.sequential();
            model.add(tf.layers.lstm({ units: this.units, inputShape: [this.steps, 4] }));
            this.model = model;
          },
          train() { return this.model.fit(this.xs, this.ys); },
        },
      };
    `);
    assert.deepEqual(layers, [['LSTM', ['batch', 'steps', 4], 'units']]);
  });

  it('are those of the object that they were given to', () => {
    const layers = unitsOf(`
      const base = {
        units: 32,
        build() {
          const model = tf.sequential();
          model.add(tf.layers.lstm({ units: this.units, inputShape: [2, 3] }));
        },
      };
      const small = { ...base, units: 8 };
      small.build();
    `);
    assert.deepEqual(layers, [['LSTM', ['batch', 2, 3], 8]]);
    const mixed = unitsOf(`
      const mixin = { layer() { return tf.layers.gru({ units: this.units, inputShape: [2, 3] }); } };
      class Net {
        constructor() {
          this.units = 7;
          this.layer = mixin.layer;
          this.model = tf.sequential({ layers: [this.layer()] });
        }
      }
      new Net();
    `);
    assert.deepEqual(mixed, [['GRU', ['batch', 2, 3], 7]]);
  });

  it('may hold themselves without an end to it', () => {
    const layers = unitsOf(`
      const app = { units: 3, me() { return this; } };
      let other = app;
      for (let i = 0; i < 500; i++) {
        other = i % 2 ? app.me() : { ...app, units: 3, me() { return this; } };
        other.inner = other;
      }
      const model = tf.sequential();
      model.add(tf.layers.gru({ units: app.me().me().units, inputShape: [3, 2] }));
    `);
    assert.deepEqual(layers, [['GRU', ['batch', 3, 2], 3]]);
  });
});
