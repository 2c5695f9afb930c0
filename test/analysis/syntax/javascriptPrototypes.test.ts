import assert from 'node:assert/strict';
import { shapesOf } from '../code/shapesOf.js';

function layersOf(text: string): unknown[] {
  const { layers, problems } = shapesOf(`const tf = require('@tensorflow/tfjs');\n${text}`, {
    language: 'typescript',
  });
  assert.deepEqual(problems, []);
  return layers.map(({ kind, input, options }) => [kind, input, options.units]);
}

const model = `
  function Model(steps) {
    this.steps = steps;
    this.rows = [];
  }
`;

describe('functions with prototypes', () => {
  it('are classes', () => {
    const layers = layersOf(`${model}
      Model.prototype.width = 2;
      Model.prototype.fill = function (count) {
        for (let i = 0; i < count; i++) this.rows.push([i, i]);
        return this;
      };
      Model.prototype.build = function () {
        const net = tf.sequential();
        net.add(tf.layers.lstm({ units: this.rows.length, inputShape: [this.steps, this.width] }));
        return net;
      };
      new Model(8).fill(12).build();
    `);
    assert.deepEqual(layers, [['LSTM', ['batch', 8, 2], 12]]);
  });

  it('are classes whose methods stand in one object, and nobody calls', () => {
    const layers = layersOf(`${model}
      Model.prototype = {
        units: 7,
        build: function () {
          const net = tf.sequential();
          net.add(tf.layers.gru({ units: this.units, inputShape: [this.steps, 3] }));
        },
      };
    `);
    assert.deepEqual(layers, [['GRU', ['batch', 'steps', 3], 7]]);
  });

  it('are those that a compiler has made of classes', () => {
    const layers = layersOf(`
      var Net = (function () {
        function Net(units) { this.units = units; }
        Net.prototype.layer = function () {
          return tf.layers.simpleRNN({ units: this.units, inputShape: [4, 2] });
        };
        return Net;
      }());
      var made = tf.sequential({ layers: [new Net(5).layer()] });
    `);
    assert.deepEqual(layers, [['SimpleRNN', ['batch', 4, 2], 5]]);
  });

  it('have what they give themselves where they inherit from others, and nothing is missing in them', () => {
    const layers = layersOf(`${model}
      Model.prototype.width = function () { return 3; };
      function Other() {
        Model.call(this, 3);
        this.units = 6;
      }
      Other.prototype = Object.create(Model.prototype);
      Other.prototype.constructor = Other;
      Other.prototype.build = function () {
        const net = tf.sequential();
        net.add(tf.layers.gru({ units: this.units, inputShape: [this.steps, this.width()] }));
      };
      new Other().build();
    `);
    assert.deepEqual(layers, [['GRU', ['batch', null, null], 6]]);
  });

  it('are looked at in the functions that they stand in only', () => {
    const layers = layersOf(`
      function Model() {}
      function patch() {
        Model.prototype.build = function () {
          const net = tf.sequential();
          net.add(tf.layers.gru({ units: 2, inputShape: [4, 5] }));
        };
      }
    `);
    assert.deepEqual(layers, [['GRU', ['batch', 4, 5], 2]]);
  });
});
