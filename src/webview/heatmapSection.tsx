import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Biases } from '../engine/network.js';
import type { Heatmap, StepView } from '../engine/traceViews.js';
import { grouped } from '../wording/shapes.js';
import { arrayWords, inOrderOfInterest, isGate } from './arrayWords.js';
import { axisTicks } from './axisTicks.js';
import { layerOf, type Choice, type Sizes } from './choice.js';
import { hasNotFinite, paintHeatmap } from './heatmapCanvas.js';
import { cellAt, cellOf, gutterOf, indexAt, plotSize, type CellAt } from './heatmapLayout.js';
import { HeatmapLegend } from './heatmapLegend.js';
import { keyMove } from './keyMoves.js';
import { NumberText } from './numberText.js';
import { paletteOfArray } from './dataColors.js';
import type { Palettes } from './palette.js';
import type { PanelEvent } from './panelState.js';
import { stepArray } from './stepArrays.js';
import { StepAxis } from './stepAxis.js';

interface Props {
  readonly heatmap: Heatmap;
  /** The step on show, which the heatmap of a long run holds only together with its neighbours. */
  readonly step: StepView | null;
  readonly sizes: Sizes;
  readonly choice: Choice;
  readonly palettes: Palettes;
  /** The layer and direction, where there are several: `, layer 1, backward`. */
  readonly where: string;
  readonly themeVersion: number;
  readonly width: number;
  readonly dispatch: (event: PanelEvent) => void;
}

/** One array over the whole run of one line, units down and steps across: the hidden states, or what one chooses. */
export function HeatmapSection(props: Props) {
  const { heatmap: view, step, sizes, choice, palettes, where, themeVersion, width, dispatch } = props;
  const { steps } = sizes;
  const { units, arrays } = layerOf(sizes, view.layer);
  const palette = paletteOfArray(palettes, view.array);
  const heatmap = useMemo(() => (isGate(view.array) ? { ...view, extent: 1 } : view), [view]);
  const biases = step?.biases ?? 2;
  const title = `${arrayWords(heatmap.array, biases).title} of line ${grouped(heatmap.line)}${where}`;
  const gutter = gutterOf(units);
  const size = useMemo(() => plotSize(units, steps, width - gutter), [units, steps, width, gutter]);
  const notFinite = useMemo(() => hasNotFinite(heatmap), [heatmap]);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [pointed, setPointed] = useState<CellAt | null>(null);
  useLayoutEffect(() => {
    if (canvas.current === null) return;
    const { color, backgroundColor } = getComputedStyle(canvas.current);
    paintHeatmap(canvas.current, size, heatmap, palette, { foreground: color, background: backgroundColor });
  }, [heatmap, palette, size, themeVersion]);

  const fractions = (event: MouseEvent) => {
    const box = (event.currentTarget as Element).getBoundingClientRect();
    return { across: (event.clientX - box.left) / box.width, down: (event.clientY - box.top) / box.height };
  };
  const chosenCell =
    step && isOfSameLine(step, heatmap) && step.step === choice.step && stepArray(step, heatmap.array)
      ? exactCell(step, heatmap.array, choice.unit)
      : cellOf(heatmap, units, choice.unit, choice.step);
  const column = { left: `${(choice.step / steps) * 100}%`, width: `${100 / steps}%` };
  const row = { top: `${(choice.unit / units) * 100}%`, height: `${100 / units}%` };
  return (
    <section class="heatmap-section">
      <div class="section-title">
        <h2>{title}</h2>
        {arrays.length > 1 && (
          <ArrayChoice
            biases={biases}
            arrays={arrays}
            chosen={choice.array}
            onChoose={(array) => dispatch({ type: 'choose', choice: { array } })}
          />
        )}
        <HeatmapLegend extent={heatmap.extent} palette={palette} notFinite={notFinite} />
      </div>
      <div class="heatmap-grid" style={{ gridTemplateColumns: `${gutter}px ${size.width}px` }}>
        <div class="axis-name unit-axis-name">unit</div>
        <p class="readout" data-testid="heatmap-readout">
          <Readout cell={pointed ?? chosenCell} />
        </p>
        <div class="unit-axis" aria-hidden="true">
          {axisTicks(units, size.height / 18).map((unit) => (
            <span
              key={unit}
              class={unit === choice.unit ? 'chosen' : undefined}
              style={{ top: `${((unit + 0.5) / units) * 100}%` }}
            >
              {unit}
            </span>
          ))}
        </div>
        <div
          class="plot"
          data-testid="heatmap"
          role="application"
          tabIndex={0}
          aria-roledescription="heatmap"
          aria-label={
            `${title}, ${units} units by ${steps} steps. Unit ${choice.unit} at step ` +
            `${choice.step}. Left and right choose the step, up and down the unit.`
          }
          style={{ height: `${size.height}px` }}
          onMouseMove={(event) => {
            const { across, down } = fractions(event);
            setPointed(cellAt(heatmap, units, across, down));
          }}
          onMouseLeave={() => setPointed(null)}
          onClick={(event) => {
            const { across, down } = fractions(event);
            dispatch({ type: 'choose', choice: { step: indexAt(across, steps), unit: indexAt(down, units) } });
          }}
          onKeyDown={(event) => {
            const action = keyMove(event.key, 'unit');
            if (action === null) return;
            event.preventDefault();
            setPointed(null);
            dispatch(action);
          }}
        >
          <canvas ref={canvas} style={{ width: `${size.width}px`, height: `${size.height}px` }} />
          <div class="marker step-marker" data-testid="heatmap-step" style={column} />
          <div class="marker unit-marker" style={row} />
        </div>
        <div />
        <StepAxis steps={steps} chosen={choice.step} width={size.width} />
        <div />
        <div class="axis-name step-axis-name">
          step <var>t</var>
        </div>
      </div>
    </section>
  );
}

interface ArrayChoiceProps {
  readonly arrays: readonly string[];
  readonly chosen: string;
  readonly biases: Biases;
  readonly onChoose: (array: string) => void;
}

function ArrayChoice({ arrays, chosen, biases, onChoose }: ArrayChoiceProps) {
  return (
    <label class="array-choice">
      <span class="visually-hidden">Array in the heatmap</span>
      <select data-testid="array-select" value={chosen} onChange={(event) => onChoose(event.currentTarget.value)}>
        {inOrderOfInterest(arrays).map((array) => {
          const { symbol, words } = arrayWords(array, biases);
          return (
            <option key={array} value={array}>
              {symbol === null ? words : `${words} ${symbol}`}
            </option>
          );
        })}
      </select>
    </label>
  );
}

function isOfSameLine(step: StepView, { layer, direction, line }: Heatmap): boolean {
  return step.layer === layer && step.direction === direction && step.line === line;
}

function exactCell(view: StepView, array: string, unit: number): CellAt {
  const value = stepArray(view, array)?.[unit] ?? NaN;
  return { value, units: [unit, unit], steps: [view.step, view.step] };
}

function Readout({ cell }: { cell: CellAt }) {
  const [firstUnit, lastUnit] = cell.units;
  const [firstStep, lastStep] = cell.steps;
  const joined = firstUnit !== lastUnit || firstStep !== lastStep;
  return (
    <>
      {firstUnit === lastUnit ? `unit ${firstUnit}` : `units ${firstUnit}–${lastUnit}`}, <var>t</var> ={' '}
      {firstStep === lastStep ? grouped(firstStep) : `${grouped(firstStep)}–${grouped(lastStep)}`}
      {joined ? ', largest: ' : ': '}
      <NumberText value={cell.value} />
    </>
  );
}
