import type { Heap } from './kernels/kernels.js';
import type { LayerSizes } from './layerSizes.js';
import { finalSlot, initialSlot, readsBackward, stepSlot, type DirectionLayout } from './layout.js';
import { gateNames } from './network.js';
import type { DirectionTrace } from './trace.js';
import type { RunSizes } from './task.js';
import type { TensorView } from './tensors.js';

/** The views of one direction's arrays. */
export function directionTrace(
  heap: Heap,
  layer: LayerSizes,
  layout: DirectionLayout,
  { batch, steps }: RunSizes,
): DirectionTrace {
  if (layer.kind !== 'recurrent') throw new TypeError('Only recurrent layers have directions.');
  const { cell, units, stateSize } = layer;
  const { direction, width, stateWidth } = layout;
  const gates = gateNames[cell];
  /** [batch, steps, size] of rows that are `stride` apart, from `offset` on. */
  const overSteps = (offset: number, stride: number, size: number): TensorView => ({
    source: heap,
    offset,
    shape: [batch, steps, size],
    strides: [stride, batch * stride, 1],
  });
  const states = (address: number, stride: number, size: number): TensorView =>
    overSteps(address + stepSlot(layer, direction, 0) * batch * stride, stride, size);
  const slot = (address: number, index: number, stride: number, size: number): TensorView => ({
    source: heap,
    offset: address + index * batch * stride,
    shape: [batch, size],
    strides: [stride, 1],
  });
  const first = initialSlot(layer, direction, steps);
  const last = finalSlot(layer, direction, steps);
  const state = states(layout.state, stateWidth, stateSize);
  const cellState = cell === 'lstm' ? states(layout.cellState, width, units) : null;
  const gateArrays =
    cell === 'simple_rnn'
      ? {
          inputProjection: overSteps(layout.gates, width, units),
          hiddenProjection: overSteps(layout.hiddenProjection, width, units),
        }
      : Object.fromEntries(
          gates.map((name, gate) => [name, overSteps(layout.gates + gate * width, gates.length * width, units)]),
        );
  return {
    direction,
    readsBackward: readsBackward(layer, direction),
    arrays: { ...gateArrays, ...(cellState && { cellState }), state },
    state,
    cellState,
    initialState: slot(layout.state, first, stateWidth, stateSize),
    initialCellState: cell === 'lstm' ? slot(layout.cellState, first, width, units) : null,
    finalState: slot(layout.state, last, stateWidth, stateSize),
    finalCellState: cell === 'lstm' ? slot(layout.cellState, last, width, units) : null,
  };
}
