import assert from 'node:assert/strict';
import { shapesOf } from '../code/shapesOf.js';

describe('JAX', () => {
  it('unrolls the cells of Flax', () => {
    const { shapes, layers, codes } = shapesOf(`
      import jax
      import jax.numpy as jnp
      from flax import linen as nn

      class Model(nn.Module):
          hidden: int

          @nn.compact
          def __call__(self, x):
              h = nn.RNN(nn.LSTMCell(features=self.hidden))(x)
              return nn.Dense(features=2)(h[:, -1])

      x = jnp.ones((6, 5, 3))
      model = Model(hidden=7)
      params = model.init(jax.random.PRNGKey(0), x)
      out = model.apply(params, x)
    `);
    assert.equal(shapes['out'], '(6, 2)');
    assert.equal(shapes['h'], '(6, 5, 7)');
    const [lstm, dense] = layers;
    assert.deepEqual([lstm?.kind, lstm?.input, lstm?.output], ['LSTMCell', [6, 5, 3], [6, 5, 7]]);
    assert.deepEqual(lstm?.state, [
      [6, 7],
      [6, 7],
    ]);
    // As jax.tree_util counts them.
    assert.deepEqual([lstm.parameters, dense?.parameters], [308, 16]);
    assert.deepEqual(codes, []);
  });

  it('steps the cells of Flax', () => {
    const { shapes, layers } = shapesOf(`
      import jax, jax.numpy as jnp
      from flax import linen as nn
      cell = nn.GRUCell(features=8)
      carry = cell.initialize_carry(jax.random.PRNGKey(0), (4, 3))
      new, y = cell(carry, jnp.ones((4, 3)))
    `);
    assert.deepEqual([shapes['carry'], shapes['new'], shapes['y']], ['(4, 8)', '(4, 8)', '(4, 8)']);
    assert.equal(layers[0]?.parameters, 296);
  });

  it('joins both directions, and gives the carry where it is asked for', () => {
    const { shapes } = shapesOf(`
      import jax.numpy as jnp
      from flax import linen as nn
      x = jnp.ones((6, 5, 3))
      both = nn.Bidirectional(nn.RNN(nn.GRUCell(4)), nn.RNN(nn.GRUCell(5)))(x)
      carry, out = nn.RNN(nn.SimpleCell(4), return_carry=True, time_major=True)(x)
    `);
    assert.deepEqual([shapes['both'], shapes['carry'], shapes['out']], ['(6, 5, 9)', '(5, 4)', '(6, 5, 4)']);
  });

  it('unrolls the cores of Haiku, time first', () => {
    const { shapes, layers } = shapesOf(`
      import haiku as hk
      import jax.numpy as jnp
      core = hk.LSTM(16)
      out, (h, c) = hk.dynamic_unroll(core, jnp.ones((10, 4, 3)), core.initial_state(4))
      y = hk.Linear(2)(out)
    `);
    assert.deepEqual([shapes['out'], shapes['h'], shapes['y']], ['(10, 4, 16)', '(4, 16)', '(10, 4, 2)']);
    assert.equal(layers[0]?.parameters, 19 * 64 + 64);
  });

  it('steps the cells of Equinox, and tells of another input size', () => {
    const wrong = (size: number) =>
      shapesOf(`
        import jax.numpy as jnp
        import equinox as eqx
        cell = eqx.nn.GRUCell(3, 8, key=key)
        h = cell(jnp.ones(${size}), jnp.zeros(8))
      `);
    assert.equal(wrong(3).shapes['h'], '(8,)');
    assert.deepEqual(wrong(3).codes, []);
    assert.deepEqual(wrong(4).codes, ['input-size@4']);
    assert.equal(wrong(3).layers[0]?.parameters, 24 * 3 + 24 * 8 + 24 + 8);
  });

  it("has NumPy's functions on arrays of its own", () => {
    const { shapes } = shapesOf(`
      import jax, jax.numpy as jnp
      from flax import linen as nn
      cell = nn.GRUCell(features=8)
      a = jax.random.normal(key, (4, 6, 3))
      b = jnp.einsum('bij->bj', a).T
      c = jax.nn.one_hot(jnp.arange(5), 7)
    `);
    assert.deepEqual([shapes['b'], shapes['c']], ['(3, 4)', '(5, 7)']);
  });

  it('applies the layers of Flax by themselves', () => {
    const { shapes, layers } = shapesOf(`
      import jax
      import jax.numpy as jnp
      import flax.linen as nn
      x = jnp.zeros((4, 7, 5))
      rnn = nn.RNN(nn.GRUCell(6), return_carry=True)
      carry, y = rnn.apply(rnn.init(jax.random.PRNGKey(0), x), x)
      both = nn.Bidirectional(nn.RNN(nn.LSTMCell(6)), nn.RNN(nn.LSTMCell(6)))
      z = both.apply(both.init(jax.random.PRNGKey(0), x), x)
    `);
    assert.deepEqual([shapes['carry'], shapes['y'], shapes['z']], ['(4, 6)', '(4, 7, 6)', '(4, 7, 12)']);
    assert.deepEqual(
      layers.map(({ parameters }) => parameters),
      [222, 288, 288],
    );
  });

  it('counts no bias where there is none', () => {
    const { layers } = shapesOf(`
      import equinox as eqx
      from elsewhere import flag
      a = eqx.nn.LSTMCell(5, 6, use_bias=False, key=None)
      b = eqx.nn.GRUCell(5, 6, False, key=None)
      c = eqx.nn.GRUCell(5, 6, key=None)
      d = eqx.nn.LSTMCell(5, 6, use_bias=flag, key=None)
    `);
    assert.deepEqual(
      layers.map(({ parameters }) => parameters),
      [264, 198, 222, null],
    );
  });

  it('scans a sequence', () => {
    const { shapes, codes } = shapesOf(`
      import jax
      import jax.numpy as jnp
      import equinox as eqx
      cell = eqx.nn.GRUCell(5, 6, key=None)
      def step(h, x):
          h = cell(x, h)
          return h, h
      last, all = jax.lax.scan(step, jnp.zeros(6), jnp.zeros((30, 5)))
      _, none = jax.lax.scan(lambda h, x: (h, None), jnp.zeros(6), None, length=4)
    `);
    assert.deepEqual([shapes['last'], shapes['all'], codes], ['(6,)', '(30, 6)', []]);
  });

  it('runs what Haiku transforms', () => {
    const { shapes } = shapesOf(`
      import jax.numpy as jnp
      import haiku as hk
      def forward(x):
          core = hk.LSTM(6)
          outs, state = hk.dynamic_unroll(core, x, core.initial_state(4))
          return hk.Linear(2)(outs)
      net = hk.transform(forward)
      params = net.init(None, jnp.zeros((7, 4, 5)))
      y = net.apply(params, None, jnp.zeros((7, 4, 5)))
      z = hk.without_apply_rng(net).apply(params, jnp.zeros((9, 4, 5)))
    `);
    assert.deepEqual([shapes['y'], shapes['z']], ['(7, 4, 2)', '(9, 4, 2)']);
  });
});
