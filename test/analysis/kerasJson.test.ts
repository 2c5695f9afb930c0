import assert from 'node:assert/strict';
import { jsonObjects } from '../../src/analysis/jsonObjects.js';
import { kerasJsonNetworks, mayHoldKerasModel } from '../../src/analysis/kerasJson.js';
import type { Network, Shape } from '../../src/analysis/model.js';

describe('saved models of Keras', () => {
  it('of Keras 1: a list of layers, in its own words', () => {
    const [network] = networksIn({
      class_name: 'Sequential',
      keras_version: '1.2.2',
      config: [
        {
          class_name: 'LSTM',
          config: {
            name: 'lstm_1',
            batch_input_shape: [null, 20, 3],
            output_dim: 16,
            return_sequences: true,
            init: 'glorot_uniform',
            inner_init: 'orthogonal',
            input_dim: 3,
            input_length: 20,
          },
        },
        {
          class_name: 'GRU',
          config: { name: 'gru_1', output_dim: 8, return_sequences: false, inner_init: 'orthogonal' },
        },
        { class_name: 'Dense', config: { name: 'dense_1', output_dim: 2, activation: 'linear' } },
      ],
    });
    assert.deepEqual(summaries(network), [
      'lstm_1 LSTM batch,20,3 -> batch,20,16 1280',
      'gru_1 GRU batch,20,16 -> batch,8 600',
      'dense_1 Dense batch,8 -> batch,2 18',
    ]);
  });

  it('of Keras 2: functional, with states that go from layer to layer', () => {
    const layer = (class_name: string, config: Record<string, unknown>, inbound_nodes: unknown[]) => ({
      class_name,
      name: config['name'],
      config,
      inbound_nodes,
    });
    const [network] = networksIn({
      class_name: 'Model',
      keras_version: '2.2.4-tf',
      config: {
        name: 'translator',
        layers: [
          layer('InputLayer', { name: 'source', batch_input_shape: [null, null, 71] }, []),
          layer('InputLayer', { name: 'target', batch_input_shape: [null, null, 93] }, []),
          layer('LSTM', { name: 'encoder', units: 16, return_state: true }, [[['source', 0, 0, {}]]]),
          layer('LSTM', { name: 'decoder', units: 16, return_sequences: true, return_state: true }, [
            [
              ['target', 0, 0, {}],
              ['encoder', 0, 1, {}],
              ['encoder', 0, 2, {}],
            ],
          ]),
          layer(
            'TimeDistributed',
            { name: 'words', layer: { class_name: 'Dense', config: { name: 'dense', units: 93 } } },
            [[['decoder', 0, 0, {}]]],
          ),
        ],
        input_layers: [
          ['source', 0, 0],
          ['target', 0, 0],
        ],
        output_layers: [['words', 0, 0]],
      },
    });
    assert.equal(network?.name, 'translator');
    assert.equal(network.framework, 'keras-json');
    assert.deepEqual(summaries(network), [
      'source InputLayer - -> batch,steps,71 0',
      'target InputLayer - -> batch,steps,93 0',
      'encoder LSTM batch,steps,71 -> batch,16 5632',
      'decoder LSTM batch,steps,93 -> batch,steps,16 7040',
      'words TimeDistributed batch,steps,16 -> batch,steps,93 1581',
      'dense Dense batch,16 -> batch,93 1581',
    ]);
  });

  it('of Keras 3: tensors by their history, and both directions of a Bidirectional', () => {
    const tensor = (name: string, shape: unknown[]) => ({
      class_name: '__keras_tensor__',
      config: { shape, dtype: 'float32', keras_history: [name, 0, 0] },
    });
    const cell = (name: string, go_backwards: boolean) => ({
      module: 'keras.layers',
      class_name: 'LSTM',
      config: {
        name,
        units: 8,
        return_sequences: true,
        go_backwards,
        dtype: { module: 'keras', class_name: 'DTypePolicy', config: { name: 'float32' } },
      },
    });
    const [network] = networksIn({
      module: 'keras.src.models.functional',
      class_name: 'Functional',
      config: {
        name: 'functional',
        layers: [
          { class_name: 'InputLayer', name: 'x', config: { name: 'x', batch_shape: [null, 10, 3] }, inbound_nodes: [] },
          {
            class_name: 'Bidirectional',
            name: 'both',
            config: {
              name: 'both',
              merge_mode: 'concat',
              layer: cell('forward', false),
              backward_layer: cell('backward', true),
            },
            inbound_nodes: [{ args: [tensor('x', [null, 10, 3])], kwargs: { mask: null } }],
          },
          {
            class_name: 'GRU',
            name: 'gru',
            config: { name: 'gru', units: 5, reset_after: true },
            inbound_nodes: [{ args: [tensor('both', [null, 10, 16])], kwargs: {} }],
          },
          {
            class_name: 'Own>Layer',
            name: 'own',
            config: {},
            inbound_nodes: [{ args: [tensor('gru', [null, 5])], kwargs: {} }],
          },
          {
            class_name: 'Dense',
            name: 'out',
            config: { name: 'out', units: 2 },
            inbound_nodes: [{ args: [tensor('own', [null, 7])], kwargs: {} }],
          },
        ],
        input_layers: ['x', 0, 0],
        output_layers: ['out', 0, 0],
      },
    });
    assert.deepEqual(summaries(network), [
      'x InputLayer - -> batch,10,3 0',
      'both Bidirectional batch,10,3 -> batch,10,16 768',
      'forward LSTM batch,10,3 -> batch,10,8 384',
      'gru GRU batch,10,16 -> batch,5 345',
      'out Dense ?,7 -> ?,2 16',
    ]);
  });

  it('of tf.js: one minified line, with its weights beside', () => {
    const text = JSON.stringify({
      modelTopology: {
        class_name: 'Sequential',
        config: {
          name: 'sequential_1',
          layers: [
            {
              class_name: 'Embedding',
              config: {
                input_dim: 50,
                output_dim: 8,
                input_length: 12,
                name: 'embedding_Embedding1',
                batch_input_shape: [null, 12],
              },
            },
            { class_name: 'SimpleRNN', config: { units: 6, name: 'simple_rnn_SimpleRNN1', return_sequences: false } },
            { class_name: 'Dense', config: { units: 2, name: 'dense_Dense1' } },
          ],
        },
        keras_version: 'tfjs-layers 4.22.0',
        backend: 'tensor_flow.js',
      },
      format: 'layers-model',
      weightsManifest: [
        {
          paths: ['weights.bin'],
          weights: [{ name: 'embedding_Embedding1/embeddings', shape: [50, 8], dtype: 'float32' }],
        },
      ],
    });
    const [network] = networksFrom(text);
    assert.deepEqual(summaries(network), [
      'embedding_Embedding1 Embedding batch,12 -> batch,12,8 400',
      'simple_rnn_SimpleRNN1 SimpleRNN batch,12,8 -> batch,6 90',
      'dense_Dense1 Dense batch,6 -> batch,2 14',
    ]);
    const [layer] = network?.layers ?? [];
    assert.ok(layer);
    assert.match(text.slice(layer.span.start, layer.span.end), /^\{"class_name":"Embedding".*\[null,12\]\}\}$/);
    assert.equal(text.slice(network?.nameSpan.start, network?.nameSpan.end), '"sequential_1"');
  });

  it('are quiet about models without recurrent layers, and about other JSON', () => {
    const dense = {
      class_name: 'Sequential',
      config: { layers: [{ class_name: 'Dense', config: { units: 2, batch_input_shape: [null, 3] } }] },
    };
    assert.deepEqual(networksIn(dense), []);
    assert.equal(mayHoldKerasModel('{"batch": 6, "steps": 5}'), false);
  });

  it('survive what is broken or missing', () => {
    const texts = [
      '{"class_name": "Sequential", "config": {"layers": [{"class_name": "LSTM", "config": {"units": 8',
      '{"class_name": "Functional", "config": {"layers": [{"class_name": "LSTM", "name": "a", "config": {"units": 8}, "inbound_nodes": [[["a", 0, 0, {}]]]}]}}',
      '{"class_name": "Model", "config": null}',
      '{"class_name": "Sequential", "config": {"layers": [{"class_name": "Bidirectional", "config": {"layer": {}}}, {"class_name": "RNN", "config": {}}]}}',
    ];
    for (const text of texts) assert.doesNotThrow(() => networksFrom(text), text);
  });
});

function networksIn(model: unknown): Network[] {
  return networksFrom(JSON.stringify(model, null, 2));
}

function networksFrom(text: string): Network[] {
  return kerasJsonNetworks(jsonObjects(text, Number.POSITIVE_INFINITY) ?? [], 'model.json');
}

/** `name kind input -> output parameters` of each layer. */
function summaries(network: Network | undefined): string[] {
  const words = (shape: Shape | null) => shape?.map((dim) => dim ?? '?').join(',') ?? '-';
  return (network?.layers ?? []).map(
    ({ name, kind, input, output, parameters }) =>
      `${name} ${kind} ${words(input)} -> ${words(output)} ${String(parameters)}`,
  );
}
