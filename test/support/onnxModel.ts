import protobuf from 'protobufjs';
import type { NumericArray } from '../../src/engine/tensors.js';

/** The part of ONNX's schema (onnx.proto3) that the tests' models need. */
const schema = `
syntax = "proto3";
message AttributeProto {
  string name = 1;
  int64 i = 3;
  bytes s = 4;
  repeated float floats = 7;
  repeated int64 ints = 8;
  repeated bytes strings = 9;
  int32 type = 20;
}
message NodeProto {
  repeated string input = 1;
  repeated string output = 2;
  string op_type = 4;
  repeated AttributeProto attribute = 5;
}
message TensorProto {
  repeated int64 dims = 1;
  int32 data_type = 2;
  repeated int32 int32_data = 5;
  repeated int64 int64_data = 7;
  string name = 8;
  bytes raw_data = 9;
}
message Dimension { int64 dim_value = 1; }
message TensorShapeProto { repeated Dimension dim = 1; }
message TensorTypeProto { int32 elem_type = 1; TensorShapeProto shape = 2; }
message TypeProto { TensorTypeProto tensor_type = 1; }
message ValueInfoProto { string name = 1; TypeProto type = 2; }
message GraphProto {
  repeated NodeProto node = 1;
  string name = 2;
  repeated TensorProto initializer = 5;
  repeated ValueInfoProto input = 11;
  repeated ValueInfoProto output = 12;
}
message OperatorSetIdProto { int64 version = 2; }
message ModelProto { int64 ir_version = 1; GraphProto graph = 7; repeated OperatorSetIdProto opset_import = 8; }
`;

const modelType = protobuf.parse(schema, { keepCase: true }).root.lookupType('ModelProto');

const float32 = 1;
const int32 = 6;
const int64 = 7;

export interface OnnxNode {
  readonly op: string;
  /** An empty name leaves an optional input out. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes?: Readonly<Record<string, AttributeValue>>;
  /** The attributes that are floats: the others that are numbers are integers. */
  readonly floats?: Readonly<Record<string, readonly number[]>>;
}

type AttributeValue = number | string | readonly number[] | readonly string[];

export interface OnnxGraph {
  readonly inputs: Readonly<Record<string, readonly number[]>>;
  readonly outputs: Readonly<Record<string, readonly number[]>>;
  readonly constants: Readonly<Record<string, NumericArray>>;
  /** int64. */
  readonly integerConstants?: Readonly<Record<string, readonly number[]>>;
  /** int32, as an RNN's `sequence_lens` are. */
  readonly shortConstants?: Readonly<Record<string, readonly number[]>>;
  readonly nodes: readonly OnnxNode[];
}

/** An ONNX model file, opset 14. Inputs, outputs and constants are float32 of the given shapes. */
export function onnxModel(graph: OnnxGraph): Uint8Array {
  return modelType
    .encode(
      modelType.fromObject({
        ir_version: 8,
        opset_import: [{ version: 14 }],
        graph: {
          name: 'test',
          input: Object.entries(graph.inputs).map(valueInfo),
          output: Object.entries(graph.outputs).map(valueInfo),
          initializer: [
            ...Object.entries(graph.constants).map(([name, { shape, data }]) => ({
              name,
              dims: shape,
              data_type: float32,
              raw_data: new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
            })),
            ...Object.entries(graph.integerConstants ?? {}).map(([name, values]) => ({
              name,
              dims: [values.length],
              data_type: int64,
              int64_data: values,
            })),
            ...Object.entries(graph.shortConstants ?? {}).map(([name, values]) => ({
              name,
              dims: [values.length],
              data_type: int32,
              int32_data: values,
            })),
          ],
          node: graph.nodes.map(({ op, inputs, outputs, attributes = {}, floats = {} }) => ({
            op_type: op,
            input: inputs,
            output: outputs,
            attribute: [
              ...Object.entries(attributes).map(([name, value]) => ({ name, ...attributeValue(value) })),
              ...Object.entries(floats).map(([name, values]) => ({ name, floats: values, type: 6 })),
            ],
          })),
        },
      }),
    )
    .finish();
}

function valueInfo([name, shape]: [string, readonly number[]]) {
  const dim = shape.map((size) => ({ dim_value: size }));
  return { name, type: { tensor_type: { elem_type: float32, shape: { dim } } } };
}

/** The types of AttributeProto: 2 INT, 3 STRING, 7 INTS, 8 STRINGS. */
function attributeValue(value: AttributeValue) {
  if (typeof value === 'number') return { i: value, type: 2 };
  if (typeof value === 'string') return { s: new TextEncoder().encode(value), type: 3 };
  if (value.every((item) => typeof item === 'number')) return { ints: value, type: 7 };
  return { strings: value.map((text) => new TextEncoder().encode(text)), type: 8 };
}
