// What the module exports; wasmModule.ts has the types. Addresses and strides are in bytes.
export { activate, table } from './activations';
export { multiply } from './products';
export { runSteps, runStepsTogether } from './recurrent';
export { join } from './sharing';
