/** `RecurrentPlan` as memory holds it. programWords.ts writes it, in this order; addresses are in bytes. */
@unmanaged
export class Program {
  cell: i32;
  batch: i32;
  steps: i32;
  inputSize: i32;
  units: i32;
  width: i32;
  stateSize: i32;
  stateWidth: i32;
  backward: i32;
  resetAfter: i32;
  activation: i32;
  activationFirst: f32;
  activationSecond: f32;
  recurrentActivation: i32;
  recurrentActivationFirst: f32;
  recurrentActivationSecond: f32;
  stateActivation: i32;
  stateActivationFirst: f32;
  stateActivationSecond: f32;
  input: usize;
  inputStride: usize; // in bytes
  kernel: usize;
  bias: usize;
  recurrentKernel: usize;
  recurrentBias: usize;
  projection: usize;
  peepholes: usize;
  gates: usize;
  hiddenProjection: usize;
  unprojected: usize;
  cellState: usize;
  state: usize;
  mask: usize;
  scratch: usize;
}
