import { grouped, shapeText } from '../wording/shapes.js';
import type { PictureView } from './choice.js';
import type { PanelEvent } from './panelState.js';
import type { FromPanel, PanelNetwork } from './protocol.js';

interface Props {
  readonly network: PanelNetwork;
  readonly view: PictureView;
  readonly dispatch: (event: PanelEvent) => void;
  readonly send: (message: FromPanel) => void;
}

/** What network this is, where it stands, and its shapes. */
export function NetworkHeader({ network, view, dispatch, send }: Props) {
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
        <ViewChoice view={view} dispatch={dispatch} />
      </div>
      <dl class="facts">
        <Fact name="Input → output">
          <span data-testid="shapes">
            {shapeText(network.input)} → {shapeText(network.outputs)}
          </span>
        </Fact>
        <Fact name="State">{shapeText(network.state)}</Fact>
        <Fact name="Cell">
          {network.cell}
          {network.activation !== null && `, ${network.activation}`}
        </Fact>
        <Fact name="Parameters">{network.parameters === null ? 'unknown' : grouped(network.parameters)}</Fact>
        <Fact name="Inputs">{network.inputsFrom}</Fact>
      </dl>
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

const views: readonly { readonly view: PictureView; readonly label: string }[] = [
  { view: 'rolled', label: 'Rolled' },
  { view: 'unrolled', label: 'Unrolled' },
];

function ViewChoice({ view, dispatch }: { view: PictureView; dispatch: (event: PanelEvent) => void }) {
  const choose = (chosen: PictureView) => dispatch({ type: 'choose', choice: { view: chosen } });
  return (
    <div
      class="segmented"
      role="radiogroup"
      aria-label="Picture of the network"
      onKeyDown={(event) => {
        if (!/^Arrow/.test(event.key)) return;
        event.preventDefault();
        const other = view === 'rolled' ? 'unrolled' : 'rolled';
        choose(other);
        event.currentTarget.querySelector<HTMLElement>(`[data-testid="view-${other}"]`)?.focus();
      }}
    >
      {views.map(({ view: one, label }) => (
        <button
          key={one}
          type="button"
          role="radio"
          aria-checked={one === view}
          tabIndex={one === view ? 0 : -1}
          data-testid={`view-${one}`}
          onClick={() => choose(one)}
        >
          {label}
        </button>
      ))}
    </div>
  );
}
