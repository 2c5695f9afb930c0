import { grouped, shapeText } from '../wording/shapes.js';
import type { PictureView } from './choice.js';
import type { PanelEvent } from './panelState.js';
import type { FromPanel, PanelLayer, PanelNetwork } from './protocol.js';
import { Segmented } from './segmented.js';

interface Props {
  readonly network: PanelNetwork;
  readonly view: PictureView;
  readonly dispatch: (event: PanelEvent) => void;
  readonly send: (message: FromPanel) => void;
}

const views = [
  { value: 'rolled', label: 'Rolled' },
  { value: 'unrolled', label: 'Unrolled' },
] as const;

/** What network this is, where it stands, its shapes and its layers. */
export function NetworkHeader({ network, view, dispatch, send }: Props) {
  const { layers } = network;
  return (
    <header>
      <div class="title-row">
        <h1>
          <button
            type="button"
            class="link"
            data-testid="network-name"
            title={`Go to ${network.source}`}
            onClick={() => send({ type: 'revealSource' })}
          >
            {network.name}
          </button>
          <span class="source">{network.source}</span>
        </h1>
        <Segmented
          label="Picture of the network"
          options={views}
          chosen={view}
          testId="view"
          onChoose={(chosen) => dispatch({ type: 'choose', choice: { view: chosen } })}
        />
      </div>
      <dl class="facts">
        <Fact name="Input → output">
          <span data-testid="shapes">
            {shapeText(network.input)} → {shapeText(network.outputs)}
          </span>
        </Fact>
        <Fact name={network.cell === 'lstm' ? 'State, cell state' : 'State'}>{shapeText(network.state)}</Fact>
        <Fact name="Cell">
          {[layers[0]?.kind ?? 'unknown', network.activation].filter((word) => word !== null).join(', ')}
        </Fact>
        <Fact name="Parameters">{count(network.parameters)}</Fact>
        <Fact name="Inputs">{network.inputsFrom}</Fact>
      </dl>
      {(layers.length > 1 || layers[0]?.directions === 2) && <Layers layers={layers} />}
    </header>
  );
}

function Fact({ name, children }: { name: string; children: preact.ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** Of more layers than these only the first and the last few are listed. */
const mostListed = 6;

function Layers({ layers }: { layers: readonly PanelLayer[] }) {
  const half = mostListed / 2;
  const folds = layers.length > mostListed;
  const isListed = (index: number) => !folds || index < half || index >= layers.length - half;
  return (
    <table class="layers" data-testid="layers">
      <thead>
        <tr>
          <th scope="col">layer</th>
          <th scope="col">cell</th>
          <th scope="col">input</th>
          <th scope="col">units</th>
          <th scope="col">directions</th>
          <th scope="col">parameters</th>
        </tr>
      </thead>
      <tbody>
        {layers.map((layer, index) => {
          if (isListed(index)) return <LayerRow key={index} layer={layer} index={index} />;
          return index > half ? null : (
            <tr key={index}>
              <td colSpan={6}>… {grouped(layers.length - mostListed)} more</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

function LayerRow({
  layer: { kind, input, units, directions, parameters },
  index,
}: {
  layer: PanelLayer;
  index: number;
}) {
  return (
    <tr>
      <th scope="row">{index}</th>
      <td>{kind}</td>
      <td>{String(input.at(-1) ?? '?')}</td>
      <td>{String(units ?? '?')}</td>
      <td>{directions === null ? 'unknown' : directions === 2 ? '→ and ←' : '→'}</td>
      <td>{count(parameters)}</td>
    </tr>
  );
}

function count(parameters: number | null): string {
  return parameters === null ? 'unknown' : grouped(parameters);
}
