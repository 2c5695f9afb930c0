import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { InfluenceView } from '../runner/influenceView.js';
import { grouped } from '../wording/shapes.js';
import { layerOf, type Choice, type Sizes } from './choice.js';
import { gutterOf, indexAt, plotSize } from './heatmapLayout.js';
import { barCount, paintInfluence } from './influenceCanvas.js';
import { influenceFacts, isCounted, stepsBack, strongestOf, type InfluenceFacts } from './influenceFacts.js';
import { keyMove } from './keyMoves.js';
import { formatNumber } from './numberFormat.js';
import { NumberText } from './numberText.js';
import type { PanelEvent } from './panelState.js';
import { cellPlaceText } from './placeWords.js';
import { StepAxis } from './stepAxis.js';
import { Variable } from './symbols.js';

interface Props {
  /** null until it has come. */
  readonly influence: InfluenceView | null;
  readonly sizes: Sizes;
  readonly choice: Choice;
  /** The layer of the heatmap, whose columns the bars stand under. */
  readonly heatmapLayer: number;
  readonly themeVersion: number;
  readonly width: number;
  readonly dispatch: (event: PanelEvent) => void;
}

const plotHeight = 90;

/** What the chosen state remembers: how much the input of each step before it matters to it. */
export function InfluenceSection(props: Props) {
  const { influence, choice, dispatch } = props;
  const open = choice.influenceOpen;
  return (
    <section class="influence-section">
      <details
        open={open}
        data-testid="influence"
        onToggle={({ currentTarget }) => {
          if (currentTarget.open !== open) dispatch({ type: 'choose', choice: { influenceOpen: currentTarget.open } });
        }}
      >
        <summary data-testid="influence-toggle">
          <h2>
            What <State /> remembers
          </h2>
        </summary>
        {open && (
          <>
            <p class="influence-lead">
              Each bar says how much <State /> would change if the input <Input /> of one step changed a little (‖∂
              <State />
              /∂
              <Input />
              ‖, all derivatives taken together); earlier steps without a bar are forgotten.
            </p>
            {influence !== null && <Bars {...props} view={influence} />}
          </>
        )}
      </details>
    </section>
  );
}

function Bars(props: Props & { readonly view: InfluenceView }) {
  const { view, sizes, choice, heatmapLayer, themeVersion, width, dispatch } = props;
  const { steps } = sizes;
  const { units } = layerOf(sizes, heatmapLayer);
  const gutter = gutterOf(units);
  const size = useMemo(
    () => ({ ...plotSize(units, steps, width - gutter), height: plotHeight }),
    [units, steps, width, gutter],
  );
  const facts = useMemo(() => influenceFacts(view), [view]);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [pointed, setPointed] = useState<number | null>(null);
  useLayoutEffect(() => {
    if (canvas.current === null) return;
    const { color, borderColor } = getComputedStyle(canvas.current);
    paintInfluence(canvas.current, size, view, facts.largest, { bar: color, notFinite: borderColor });
  }, [view, facts, size, themeVersion]);

  const stepUnder = (event: MouseEvent): number => {
    const box = (event.currentTarget as Element).getBoundingClientRect();
    const across = (event.clientX - box.left) / box.width;
    const bars = barCount(view, size);
    return strongestOf(view, indexAt(across, bars), bars) ?? indexAt(across, steps);
  };
  const at = Math.min(pointed ?? choice.step, steps - 1);
  const { line, step } = view.place;
  return (
    <>
      <div
        class="influence-values"
        style={{ paddingInlineStart: `${gutter}px`, maxWidth: `${Math.max(320, gutter + size.width)}px` }}
      >
        <p class="readout" data-testid="influence-readout">
          <Readout view={view} step={at} />
        </p>
        <p class="readout" data-testid="influence-largest">
          largest: <NumberText value={facts.largest} />
        </p>
      </div>
      <div class="heatmap-grid" style={{ gridTemplateColumns: `${gutter}px ${size.width}px` }}>
        <div />
        <div
          class="plot"
          data-testid="influence-plot"
          role="slider"
          tabIndex={0}
          aria-label={`Influence on S ${step} of line ${grouped(line)}${cellPlaceText(sizes, view.place)}, by step`}
          aria-describedby="influence-facts"
          aria-valuemin={0}
          aria-valuemax={steps - 1}
          aria-valuenow={at}
          aria-valuetext={readoutText(view, at)}
          style={{ height: `${size.height}px` }}
          onMouseMove={(event) => setPointed(stepUnder(event))}
          onMouseLeave={() => setPointed(null)}
          onBlur={() => setPointed(null)}
          onClick={(event) => dispatch({ type: 'choose', choice: { step: stepUnder(event) } })}
          onKeyDown={(event) => {
            const move = keyMove(event.key, 'line');
            if (event.key === 'Enter') dispatch({ type: 'choose', choice: { step: at } });
            else if (move?.type === 'move' && move.step !== undefined)
              setPointed(Math.max(0, Math.min(steps - 1, at + move.step)));
            else return;
            event.preventDefault();
          }}
        >
          <canvas ref={canvas} style={{ width: `${size.width}px`, height: `${size.height}px` }} />
          {facts.isCut && <div class="beyond-horizon" style={beyondHorizon(view, facts)} />}
          {pointed !== null && <div class="marker pointed-marker" style={column(at, steps)} />}
          <div class="marker step-marker" data-testid="influence-step" style={column(choice.step, steps)} />
        </div>
        <div />
        <StepAxis steps={steps} chosen={choice.step} width={size.width} />
      </div>
      <p id="influence-facts" class="influence-facts" data-testid="influence-facts">
        <FactsText view={view} facts={facts} sizes={sizes} />
      </p>
    </>
  );
}

function State() {
  return <Variable name="S" step="t" />;
}

/** x_k */
function Input() {
  return (
    <var>
      x<sub>k</sub>
    </var>
  );
}

function column(step: number, steps: number) {
  return { left: `${(step / steps) * 100}%`, width: `${100 / steps}%` };
}

function beyondHorizon({ place, input }: InfluenceView, { lookedBack }: InfluenceFacts) {
  const count = (place.direction === 0 ? place.step : input.length - 1 - place.step) - lookedBack;
  const width = `${(count / input.length) * 100}%`;
  return place.direction === 0 ? { left: 0, width } : { right: 0, width };
}

function Readout({ view, step }: { view: InfluenceView; step: number }) {
  return (
    <>
      <Variable name="x" step={step} />, {distanceText(view, step)}
      {isCounted(view, step) && (
        <>
          : <NumberText value={view.input[step] ?? NaN} />
        </>
      )}
    </>
  );
}

function readoutText(view: InfluenceView, step: number): string {
  const value = isCounted(view, step) ? `: ${formatNumber(view.input[step] ?? NaN)}` : '';
  return `x ${step}, ${distanceText(view, step)}${value}`;
}

function distanceText(view: InfluenceView, step: number): string {
  const back = stepsBack(view, step);
  if (back < 0) return 'read later';
  if (back === 0) return 'the step itself';
  return back > view.horizon ? `${backText(back)}, not looked at` : backText(back);
}

function backText(steps: number): string {
  return steps === 1 ? '1 step back' : `${grouped(steps)} steps back`;
}

/** In words what the bars show, and what they leave out. */
function FactsText({ view, facts, sizes }: { view: InfluenceView; facts: InfluenceFacts; sizes: Sizes }) {
  const { strongest, reach, lookedBack, isCut, notFinite } = facts;
  const { place, units } = view;
  const all = layerOf(sizes, place.layer).units;
  const state = <Variable name="S" step={place.step} />;
  const sentences: ComponentChildren[] = [
    <>
      Line {grouped(place.line)}
      {cellPlaceText(sizes, place)}:{' '}
      {strongest === null ? (
        <>no input changes {state}.</>
      ) : (
        <>
          to {state} the input <Variable name="x" step={strongest} /> matters most ({distanceText(view, strongest)}).
        </>
      )}
    </>,
  ];
  if (strongest !== null && lookedBack > 0)
    sentences.push(
      reach < lookedBack
        ? `Inputs more than ${backText(reach)} count for no more than 1 % of that.`
        : `Even the input ${backText(reach)}, ${isCut ? 'as far as this looks' : 'the first one read'}, counts for more than 1 % of that.`,
    );
  if (isCut)
    sentences.push(
      `To answer at once, this looks back ${grouped(view.horizon)} steps at most; what is hatched is left out.`,
    );
  if (units < all) sentences.push(`Only the first ${units} of ${grouped(all)} units are counted.`);
  if (place.layer > 0) sentences.push('The inputs are what this layer reads from the one below.');
  if (notFinite) sentences.push('Full bars without colour are NaN or infinite.');
  return <>{sentences.map((sentence, index) => [index > 0 && ' ', sentence])}</>;
}
