/** The texts of random layers and operations of TensorFlow.js that mostly suit a shape. */
let state = 0;

export function seedWith(seed) {
  state = seed >>> 0;
}

function random() {
  state = (state + 0x6d2b79f5) >>> 0;
  let mixed = Math.imul(state ^ (state >>> 15), state | 1);
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
}

export const int = (low, high) => low + Math.floor(random() * (high - low + 1));
export const pick = (items) => items[int(0, items.length - 1)];
export const chance = (share) => random() < share;
export const near = (number, share = 0.07) =>
  number === null ? int(1, 4) : chance(share) ? Math.max(1, number + pick([-1, 1, 2])) : number;
export const options = (...pairs) =>
  pairs
    .filter(([share]) => chance(share))
    .map(([, text]) => `, ${text}`)
    .join('');
export const list = (items) => `[${items.join(', ')}]`;
const shuffled = (items) =>
  items
    .map((item) => [random(), item])
    .sort(([a], [b]) => a - b)
    .map(([, item]) => item);

/** Sizes with the product of some others, mostly. */
function factors(sizes) {
  let total = sizes.reduce((product, size) => product * (size ?? 1), 1);
  const parts = [];
  for (let left = int(0, 2); left > 0; left--) {
    const part = pick(Array.from({ length: total }, (_, index) => index + 1).filter((size) => total % size === 0));
    parts.push(part);
    total /= part;
  }
  const all = shuffled([...parts, total]);
  if (chance(0.35) || sizes.includes(null)) all[int(0, all.length - 1)] = -1;
  if (chance(0.1)) all[int(0, all.length - 1)] += 1;
  return list(all);
}

function order(first, last) {
  const all = shuffled(Array.from({ length: last - first + 1 }, (_, index) => first + index));
  if (chance(0.08)) return list(pick([all.map((axis) => axis - 1), all.slice(1), [...all, last + 1]]));
  return list(all);
}

export const axisOf = (rank) => (chance(0.92) ? int(-rank, rank - 1) : int(-rank - 1, rank + 1));

export function recurrent({ returnState = false, sequences = chance(0.55) } = {}) {
  const kind = pick(['lstm', 'lstm', 'gru', 'simpleRNN']);
  const rest =
    (sequences ? ', returnSequences: true' : '') +
    (returnState ? ', returnState: true' : '') +
    options([0.1, 'goBackwards: true'], [0.1, "activation: 'relu'"], [0.03, 'stateful: true']);
  if (chance(0.15)) {
    const cells = Array.from({ length: int(1, 3) }, () => `tf.layers.${kind}Cell({ units: ${int(1, 5)} })`);
    const cell = cells.length === 1 ? cells[0] : list(cells);
    const stacked = cells.length > 1 && chance(0.5) ? `tf.layers.stackedRNNCells({ cells: ${cell} })` : cell;
    return [
      `tf.layers.rnn({ cell: ${stacked}${rest.replace(/, activation: '\w+'/, '')} })`,
      cells.length * (kind === 'lstm' ? 2 : 1),
    ];
  }
  return [`tf.layers.${kind}({ units: ${int(1, 6)}${rest} })`, kind === 'lstm' ? 2 : 1];
}

export const layer = (name, ...given) =>
  `tf.layers.${name}({ ${given.filter(Boolean).join(', ')} })`.replace('{  }', chance(0.95) ? '{}' : '');
const windowed = () =>
  `kernelSize: ${int(1, 3)}${options([0.4, `padding: '${pick(['same', 'valid', 'causal', 'full'])}'`], [0.25, `strides: ${int(1, 3)}`], [0.1, 'dilationRate: 2'])}`;

function generalLayer(shape) {
  return pick([
    layer('dense', `units: ${int(1, 6)}`),
    layer('dense', `units: ${int(1, 6)}`, `activation: '${pick(['relu', 'softmax', 'tanh', 'sigmoid'])}'`),
    layer('dropout', 'rate: 0.2'),
    layer('batchNormalization', chance(0.2) && `axis: ${axisOf(shape.length)}`),
    layer('layerNormalization'),
    layer('leakyReLU'),
    layer('activation', "activation: 'relu'"),
    layer('flatten'),
    layer('flatten'),
    layer('reshape', `targetShape: ${factors(shape.slice(1))}`),
    layer('permute', `dims: ${order(1, shape.length - 1)}`),
  ]);
}

export function layerFor(shape) {
  const rank = chance(0.94) ? shape.length : int(2, 5);
  const inner = (axes) =>
    pick([
      layer('dense', `units: ${int(1, 4)}`),
      layer('flatten'),
      recurrent()[0],
      layer('reshape', `targetShape: ${factors(axes)}`),
    ]);
  if (rank === 2 && chance(0.3)) return layer('repeatVector', `n: ${int(1, 5)}`);
  if (rank === 3 && chance(0.68)) {
    const share = random();
    if (share < 0.3) return recurrent()[0];
    if (share < 0.5) {
      const mode = pick(['', '', "mergeMode: 'concat'", "mergeMode: 'sum'", "mergeMode: 'ave'", "mergeMode: 'mul'"]);
      return layer('bidirectional', `layer: ${recurrent()[0]}`, chance(0.03) ? "mergeMode: 'add'" : mode);
    }
    if (share < 0.65)
      return layer(
        'timeDistributed',
        `layer: ${chance(0.5) ? layer('dense', `units: ${int(1, 4)}`) : inner(shape.slice(2))}`,
      );
    return pick([
      layer('conv1d', `filters: ${int(1, 5)}`, windowed()),
      layer('conv1d', `filters: ${int(1, 5)}`, windowed()),
      layer('maxPooling1d', `poolSize: ${int(1, 3)}`),
      layer('averagePooling1d', `poolSize: ${int(1, 2)}`, `strides: ${int(1, 2)}`, "padding: 'same'"),
      layer('maxPooling1d'),
      layer('globalMaxPooling1d'),
      layer('globalAveragePooling1d'),
      layer('masking', 'maskValue: 0'),
      layer('spatialDropout1d', 'rate: 0.2'),
    ]);
  }
  if (rank === 4 && chance(0.75)) {
    const plane = `kernelSize: ${pick([1, 2, '[1, 2]', '[2, 1]'])}${options([0.5, "padding: 'same'"], [0.15, 'strides: 2'])}`;
    return pick([
      layer('timeDistributed', `layer: ${inner(shape.slice(2))}`),
      layer('timeDistributed', `layer: ${layer('conv1d', `filters: ${int(1, 3)}`, windowed())}`),
      layer('conv2d', `filters: ${int(1, 4)}`, plane),
      layer('separableConv2d', `filters: ${int(1, 4)}`, plane),
      layer('depthwiseConv2d', plane),
      layer('conv2dTranspose', `filters: ${int(1, 3)}`, plane),
      layer('maxPooling2d', pick(['', 'poolSize: 2', 'poolSize: [1, 2]'])),
      layer('averagePooling2d', 'poolSize: [2, 1]', "padding: 'same'"),
      layer('globalMaxPooling2d', ''),
      layer('globalAveragePooling2d', ''),
      layer('upSampling2d', pick(['', 'size: [1, 2]'])),
      layer('zeroPadding2d', pick(['', 'padding: 1', 'padding: [[1, 0], [0, 1]]'])),
      layer('cropping2D', 'cropping: [[1, 0], [0, 0]]'),
    ]);
  }
  if (rank === 5 && chance(0.8))
    return pick([
      layer(
        'convLstm2d',
        `filters: ${int(1, 3)}`,
        `kernelSize: ${pick([1, 2, '[1, 2]'])}`,
        pick(["padding: 'same'", '']),
        chance(0.5) && 'returnSequences: true',
      ),
      layer('timeDistributed', `layer: ${layer('conv2d', `filters: ${int(1, 3)}`, 'kernelSize: 1')}`),
      layer('timeDistributed', `layer: ${layer('flatten')}`),
    ]);
  return generalLayer(shape);
}

export function operationOn(name, shape) {
  const rank = shape.length;
  const axis = axisOf(rank);
  const begin = shape.map(() => int(0, 1)).slice(0, int(1, Math.max(rank, 1)));
  const size = begin.map((from, index) => pick([-1, near((shape[index] ?? 1) - from), 1]));
  const keep = pick(['', '', ', true']);
  return pick([
    () => `${name}.reshape(${factors(shape)})`,
    () => `tf.reshape(${name}, ${factors(shape)})`,
    () => `${name}.transpose(${chance(0.3) ? '' : order(0, rank - 1)})`,
    () => `${name}.expandDims(${chance(0.3) ? '' : axisOf(rank + 1)})`,
    () => `${name}.squeeze(${pick(['', list([axis])])})`,
    () => `${name}.slice(${list(begin)}, ${list(size)})`,
    () => `tf.slice(${name}, ${list(begin)})`,
    () =>
      `${name}.${pick(['sum', 'mean', 'max', 'min', 'prod', 'logSumExp'])}(${pick(['', `${axis}${keep}`, `[${axis}]${keep}`, `[0, ${axis}]`])})`,
    () => `${name}.${pick(['argMax', 'argMin'])}(${pick(['', axis])})`,
    () => `${name}.${pick(['softmax', 'relu', 'tanh', 'square', 'cumsum', 'neg', 'sigmoid', 'logSoftmax', 'exp'])}()`,
    () => `${name}.tile(${list(shape.map(() => int(1, 2)))})`,
    () => `${name}.pad(${list(shape.map(() => `[${int(0, 1)}, ${int(0, 2)}]`))})`,
    () => `${name}.gather(tf.tensor1d([0, ${int(0, 1)}], 'int32')${pick(['', `, ${axis}`])})`,
    () => `${name}.unstack(${pick(['', axis])})[0]`,
    () => `tf.split(${name}, ${int(1, 3)}${pick(['', `, ${axis}`])})[0]`,
    () => `${name}.reverse(${pick(['', axis])})`,
    () => `${name}.topk(${int(1, 2)}).values`,
    () => `tf.oneHot(${name}.toInt(), ${int(2, 5)})`,
    () =>
      `${name}.${pick(['flatten()', 'as1D()', `as2D(${shape[0]}, ${near((shape[1] ?? 1) * (shape[2] ?? 1))})`, 'norm()', 'toFloat()', 'clone()', 'asScalar()', 'abs()'])}`,
    () => `tf.${pick(['zerosLike', 'onesLike'])}(${name})`,
  ])();
}

export function operationOnTwo(name, shape, other) {
  const axis = axisOf(shape.length);
  return pick([
    `${name}.${pick(['add', 'sub', 'mul', 'div', 'maximum', 'greater', 'squaredDifference'])}(${other})`,
    `tf.${pick(['add', 'mul', 'minimum', 'less', 'pow'])}(${name}, ${other})`,
    `${name}.matMul(${other}${pick(['', ', false, true', ', true'])})`,
    `tf.matMul(${name}, ${other})`,
    `${name}.dot(${other})`,
    `tf.concat([${name}, ${other}], ${axis})`,
    `tf.concat([${name}, ${other}])`,
    `tf.stack([${name}, ${other}]${pick(['', `, ${axisOf(shape.length + 1)}`])})`,
    `${name}.concat(${other}, ${axis})`,
    `tf.where(${name}.greater(0), ${name}, ${other})`,
    `tf.losses.${pick(['meanSquaredError', 'absoluteDifference', 'softmaxCrossEntropy', 'sigmoidCrossEntropy'])}(${name}, ${other})`,
    `tf.einsum('bij,bjk->bik', ${name}, ${other})`,
    `tf.addN([${name}, ${other}])`,
    `${name}.reshapeAs(${other})`,
    `tf.outerProduct(${name}, ${other})`,
  ]);
}
