import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Engine } from '../../src/engine/engine.js';
import type { InitialState } from '../../src/engine/fillRun.js';
import type { RecurrentLayer } from '../../src/engine/network.js';
import { readFloat64, readView, type NumericArray, type TensorView } from '../../src/engine/tensors.js';
import type { Trace } from '../../src/engine/trace.js';
import { assertClose, engines, linesReordered, randomArray, stepsOf, stepsReversed } from '../support/engineRuns.js';
import { initialState, networkRuns, recurrentLayers, type NetworkRun } from '../support/randomNetworks.js';

for (const [name, engine] of engines)
  describe(`runs of the ${name} kernels`, () => {
    it('do not depend on the order of the lines, bit for bit', () => {
      fc.assert(
        fc.property(networkRuns, ({ layers, inputs, options }) => {
          const order = inputs.shape
            .slice(0, 1)
            .flatMap((batch) => Array.from({ length: batch }, (_, i) => batch - 1 - i));
          const { lengths, mask, initialStates } = options;
          const reordered = {
            ...(lengths && { lengths: order.map((line) => lengths[line]!) }),
            ...(mask && { mask: linesReordered(mask, order) }),
            ...(initialStates && {
              initialStates: initialStates.map((one) => one && eachState(one, (state) => linesReordered(state, order))),
            }),
          };
          const one = traceNumbers(engine, { layers, inputs, options });
          const other = traceNumbers(engine, { layers, inputs: linesReordered(inputs, order), options: reordered });
          assert.deepEqual(other, new Map([...one].map(([key, array]) => [key, linesReordered(array, order)])));
        }),
        { numRuns: 60 },
      );
    });

    it('may be split, with the states carried over', () => {
      const oneWay = recurrentLayers(3).filter(({ backward }) => !backward);
      fc.assert(
        fc.property(oneWay, fc.nat(4), fc.nat(), (layer, first, seed) => {
          const steps = 5;
          const inputs = randomArray('inputs', [2, steps, 3], seed);
          const network = engine.build([{ ...layer, goBackwards: false }]);
          let carried = initialState(layer, 2, seed)!;
          const whole = network.run(inputs, { initialStates: [carried] });
          for (const [from, to] of first === 0
            ? [[0, steps] as const]
            : ([
                [0, first],
                [first, steps],
              ] as const)) {
            const run = network.run(stepsOf(inputs, from, to), { initialStates: [carried] });
            const part = readView(run.trace.outputs);
            const expected = stepsOf(readView(whole.trace.outputs), from, to);
            // The reference's states are rounded to float32 where they are carried over.
            if (name === 'reference') assertClose(part.data, expected.data, 1e-6, 'outputs');
            else assert.deepEqual(part, expected);
            const [direction] = run.trace.layers[0]!.directions;
            carried = {
              state: [readView(direction!.finalState)],
              ...(direction!.finalCellState && { cellState: [readView(direction!.finalCellState)] }),
            };
            run.free();
          }
          whole.free();
          network.free();
        }),
        { numRuns: 60 },
      );
    });

    it('give the unpadded part the same bits, whatever the padding holds', () => {
      fc.assert(
        fc.property(recurrentLayers(3), fc.nat(), (layer, seed) => {
          const [length, steps] = [3, 7];
          const inputs = randomArray('inputs', [2, steps, 3], seed);
          const lengths = [length, length];
          const initialStates = [initialState(layer, 2, seed)];
          const network = engine.build([layer]);
          const short = network.run(stepsOf(inputs, 0, length), { initialStates });
          const padded = network.run(inputs, { initialStates, lengths });
          for (const [index, direction] of short.trace.layers[0]!.directions.entries()) {
            const other = padded.trace.layers[0]!.directions[index]!;
            for (const [array, view] of Object.entries(direction.arrays))
              assert.deepEqual(stepsOf(readView(other.arrays[array]!), 0, length), readView(view), array);
            assert.deepEqual(readView(other.finalState), readView(direction.finalState));
          }
          const outputs = readView(padded.trace.outputs);
          // With goBackwards the padding's outputs come first.
          const from = layer.goBackwards ? steps - length : 0;
          assert.deepEqual(stepsOf(outputs, from, from + length), readView(short.trace.outputs));
          assertPadding(layer, outputs, padded.trace, length);
          short.free();
          padded.free();
          network.free();
        }),
        { numRuns: 60 },
      );
    });

    it('go backwards as they go forward over the reversed steps', () => {
      fc.assert(
        fc.property(recurrentLayers(3), fc.nat(), (layer, seed) => {
          const inputs = randomArray('inputs', [2, 5, 3], seed);
          const initialStates = [initialState(layer, 2, seed)];
          const forward = engine.build([{ ...layer, goBackwards: false }]);
          const backward = engine.build([{ ...layer, goBackwards: true }]);
          const one = forward.run(inputs, { initialStates });
          const other = backward.run(stepsReversed(inputs), { initialStates });
          assert.deepEqual(readView(other.trace.outputs), readView(one.trace.outputs));
          for (const [index, direction] of one.trace.layers[0]!.directions.entries()) {
            const mirrored = other.trace.layers[0]!.directions[index]!;
            assert.equal(mirrored.readsBackward, !direction.readsBackward);
            for (const [array, view] of Object.entries(direction.arrays))
              assert.deepEqual(stepsReversed(readView(mirrored.arrays[array]!)), readView(view), array);
            assert.deepEqual(readView(mirrored.finalState), readView(direction.finalState));
          }
          for (const made of [one, other, forward, backward]) made.free();
        }),
        { numRuns: 60 },
      );
    });

    it('read time-major inputs as batch-major ones', () => {
      fc.assert(
        fc.property(networkRuns, ({ layers, inputs, options }) => {
          const timeMajor = firstAxesSwapped(inputs);
          const one = traceNumbers(engine, { layers, inputs, options });
          const other = traceNumbers(engine, { layers, inputs: timeMajor, options: { ...options, timeMajor: true } });
          assert.deepEqual(other, one);
        }),
        { numRuns: 30 },
      );
    });

    it('give the last state read where only that is asked for', () => {
      fc.assert(
        fc.property(recurrentLayers(3), fc.nat(), (layer, seed) => {
          const inputs = randomArray('inputs', [3, 4, 3], seed);
          const initialStates = [initialState(layer, 3, seed)];
          const lengths = [4, 2, 1];
          const every = engine.build([{ ...layer, merge: 'concat', paddedOutput: 'carry' }]);
          const last = engine.build([{ ...layer, merge: 'concat', returnSequences: false }]);
          const one = every.run(inputs, { initialStates, lengths });
          const other = last.run(inputs, { initialStates, lengths });
          const { directions } = one.trace.layers[0]!;
          const expected = linesOf(readView(directions[0]!.finalState)).flatMap((numbers, line) => [
            ...numbers,
            ...(directions[1] ? linesOf(readView(directions[1].finalState))[line]! : []),
          ]);
          assert.deepEqual(readView(other.trace.outputs).data, Float32Array.from(expected));
          assert.equal(other.trace.outputs.shape.length, 2);
          for (const made of [one, other, every, last]) made.free();
        }),
        { numRuns: 40 },
      );
    });

    it('give the same bits in slices as in one piece, and run again with other numbers', () => {
      fc.assert(
        fc.property(networkRuns, fc.nat(), ({ layers, inputs, options }, seed) => {
          const [batch, steps] = inputs.shape as [number, number];
          const expected = traceNumbers(engine, { layers, inputs, options });
          const network = engine.build(layers);
          const run = network.prepare({ batch, steps, masked: true });
          run.fill({
            inputs: randomArray('others', inputs.shape, seed),
            mask: randomMask(batch, steps, seed),
            initialStates: layers.map((layer) => initialState(layer, batch, seed)),
          });
          run.execute();
          run.fill({ ...options, inputs });
          const fractions = [...run.slices()];
          assert.deepEqual(
            fractions.toSorted((a, b) => a - b),
            fractions,
          );
          assert.ok(fractions[0]! > 0 && fractions.at(-1) === 1, fractions.join());
          const found = numbersOf(run.trace);
          for (const key of expected.keys()) assert.deepEqual(found.get(key), expected.get(key), key);
          run.free();
          network.free();
        }),
        { numRuns: 60 },
      );
    });
  });

/** Where the engine's padding steps stand in the outputs of one layer, and what they hold there. */
function assertPadding(layer: RecurrentLayer, outputs: NumericArray, { layers, steps }: Trace, length: number): void {
  const padding = layer.goBackwards ? stepsOf(outputs, 0, steps - length) : stepsOf(outputs, length, steps);
  if (layer.paddedOutput === 'zero') {
    assert.ok(padding.data.every((value) => value === 0));
    return;
  }
  if (layer.backward) return;
  const [direction] = layers[0]!.directions;
  const carried = direction!.readsBackward ? direction!.initialState : direction!.finalState;
  const expected = linesOf(readView(carried)).flatMap((state) =>
    Array.from({ length: steps - length }, () => [...state]).flat(),
  );
  assert.deepEqual(padding.data, Float32Array.from(expected));
}

/**
 * The numbers of a run that are of a meaning, by where they are: outputs and every array of every direction, at steps
 * that count.
 */
function traceNumbers(engine: Engine, { layers, inputs, options }: NetworkRun): Map<string, NumericArray> {
  const network = engine.build(layers);
  const run = network.run(inputs, options);
  const numbers = numbersOf(run.trace);
  run.free();
  network.free();
  return numbers;
}

function numbersOf({ layers, mask }: Trace): Map<string, NumericArray> {
  const counts = mask && readView(mask);
  const found = new Map<string, NumericArray>();
  for (const { layer, output, directions } of layers) {
    found.set(`${layer} output`, read(output));
    for (const { direction, arrays, finalState } of directions) {
      found.set(`${layer} ${direction} final`, read(finalState));
      for (const [name, view] of Object.entries(arrays)) {
        const array = read(view);
        if (!/state/i.test(name) && counts) clearPadding(array, counts);
        found.set(`${layer} ${direction} ${name}`, array);
      }
    }
  }
  return found;
}

/** As float32, also the reference's numbers. */
function read(view: TensorView): NumericArray {
  return { shape: view.shape, data: Float32Array.from(readFloat64(view)) };
}

function clearPadding({ shape, data }: NumericArray, counts: NumericArray): void {
  const size = shape[2]!;
  for (const [row, one] of counts.data.entries()) if (one === 0) data.fill(0, row * size, (row + 1) * size);
}

function eachState(state: InitialState, change: (array: NumericArray) => NumericArray): InitialState {
  return { state: state.state.map(change), ...(state.cellState && { cellState: state.cellState.map(change) }) };
}

function linesOf({ shape, data }: NumericArray): Float32Array[] {
  const size = data.length / shape[0]!;
  return Array.from({ length: shape[0]! }, (_, line) => data.slice(line * size, (line + 1) * size));
}

function firstAxesSwapped({ shape, data }: NumericArray): NumericArray {
  const [batch, steps, size] = shape as [number, number, number];
  const to = new Float32Array(data.length);
  for (let line = 0; line < batch; line++)
    for (let step = 0; step < steps; step++)
      for (let i = 0; i < size; i++) to[(step * batch + line) * size + i] = data[(line * steps + step) * size + i]!;
  return { shape: [steps, batch, size], data: to };
}

function randomMask(batch: number, steps: number, seed: number): NumericArray {
  const { shape, data } = randomArray('another mask', [batch, steps], seed);
  return { shape, data: data.map((value) => (value > 0 ? 1 : 0)) };
}
