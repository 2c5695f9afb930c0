import type { ComponentChildren } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import type { UnitView } from '../engine/traceViews.js';
import { grouped } from '../wording/shapes.js';
import { arrayWords } from './arrayWords.js';
import { foldTerms, termsOf, type Term } from './dotProduct.js';
import { IconButton } from './iconButton.js';
import { NumberText } from './numberText.js';
import { cssColor, type Palette } from './palette.js';
import type { PanelEvent } from './panelState.js';
import { Segmented } from './segmented.js';
import { HiddenVector, Variable, Weight } from './symbols.js';
import { UnitResult } from './unitResult.js';

interface Props {
  readonly view: UnitView;
  readonly units: number;
  /** Of the state and the candidates. */
  readonly activation: string;
  /** The gate that is chosen; the first one where the cell has none of this name. */
  readonly gate: string;
  readonly palette: Palette;
  readonly dispatch: (event: PanelEvent) => void;
}

/** How many terms of a long dot product are shown: the largest. */
const shownTerms = 8;

/** The dot products that made one gate of one unit of one step, and how the gates make its state. */
export function UnitDetail({ view, units, activation, gate: gateName, palette, dispatch }: Props) {
  const { step, unit, direction, gates } = view;
  const gate = gates.find(({ name }) => name === gateName) ?? gates[0]!;
  const inputTerms = useMemo(() => termsOf(view.input, gate.inputWeights), [view, gate]);
  const hiddenTerms = useMemo(() => termsOf(gate.hidden, gate.hiddenWeights), [view, gate]);
  const largest = [...inputTerms, ...hiddenTerms].reduce(
    (most, { product }) => (Number.isFinite(product) ? Math.max(most, Math.abs(product)) : most),
    0,
  );
  const symbol = gates.length > 1 ? arrayWords(gate.name).symbol : null;
  const shared = { unit, gate: symbol, palette, largest };
  return (
    <section class="unit-detail" data-testid="unit-detail">
      <div class="section-title">
        <h2>
          How unit {grouped(unit)} of <Variable name="S" step={step} /> came about
        </h2>
        <div class="pager" role="group" aria-label="Unit">
          <IconButton
            icon="chevron-left"
            label="Previous unit"
            disabled={unit === 0}
            onClick={() => dispatch({ type: 'move', unit: -1 })}
          />
          <span>
            unit {grouped(unit)} <span class="dim">of 0…{grouped(units - 1)}</span>
          </span>
          <IconButton
            icon="chevron-right"
            label="Next unit"
            disabled={unit === units - 1}
            onClick={() => dispatch({ type: 'move', unit: 1 })}
          />
        </div>
      </div>
      {gates.length > 1 && (
        <div class="gate-choice">
          <Segmented
            label="Gate"
            testId="gate"
            options={gates.map(({ name }) => ({
              value: name,
              label: <GateLabel name={name} />,
              title: arrayWords(name).words,
            }))}
            chosen={gate.name}
            onChoose={(chosen) => dispatch({ type: 'choose', choice: { gate: chosen } })}
          />
        </div>
      )}
      <div class="dot-products">
        <DotProduct
          id="input"
          vector={<Variable name="x" step={step} />}
          weight="i_w"
          bias={view.biases > 0 ? 'i_b' : null}
          terms={inputTerms}
          biasValue={gate.inputBias}
          total={gate.inputProjection}
          {...shared}
        />
        <DotProduct
          id="hidden"
          vector={<HiddenVector {...{ step, direction }} reset={gate.name === 'candidate' && !view.resetAfter} />}
          weight="h_w"
          bias={view.biases === 2 ? 'h_b' : null}
          terms={hiddenTerms}
          biasValue={gate.hiddenBias}
          total={gate.hiddenProjection}
          {...shared}
        />
      </div>
      <UnitResult view={view} gate={gate} activation={activation} />
    </section>
  );
}

function GateLabel({ name }: { name: string }) {
  const { symbol, words } = arrayWords(name);
  return (
    <>
      <var>{symbol}</var> <span class="gate-words">{words}</span>
    </>
  );
}

interface DotProductProps {
  readonly id: string;
  readonly vector: ComponentChildren;
  readonly weight: string;
  /** Null where there is none. */
  readonly bias: string | null;
  /** The gate's letter, where the weights of several gates stand side by side. */
  readonly gate: string | null;
  readonly unit: number;
  readonly terms: readonly Term[];
  readonly biasValue: number;
  readonly total: number;
  readonly palette: Palette;
  /** The largest magnitude of any term of the unit: the length of the longest bar. */
  readonly largest: number;
}

function DotProduct(props: DotProductProps) {
  const { id, vector, weight, bias, gate, unit, terms, biasValue, total, palette, largest } = props;
  const [whole, setWhole] = useState(false);
  const folded = useMemo(() => foldTerms(terms, shownTerms), [terms]);
  const foldable = folded.restCount > 0;
  return (
    <div class="dot-product" data-testid={`dot-product-${id}`}>
      <h3>
        {vector}·<Weight name={weight} gate={gate} />
        <span class="index">[:, {unit}]</span>
        {bias !== null && (
          <>
            {' '}
            + <Weight name={bias} gate={gate} />
            <span class="index">[{unit}]</span>
          </>
        )}
      </h3>
      <div class="terms-head term-row" aria-hidden="true">
        <span>k</span>
        <span>{vector}[k]</span>
        <span>
          <Weight name={weight} gate={gate} />
          [k, {unit}]
        </span>
        <span>product</span>
        <span />
      </div>
      {whole && foldable ? (
        <AllTerms terms={terms} palette={palette} largest={largest} />
      ) : (
        folded.shown.map((term) => <TermRow key={term.index} term={term} palette={palette} largest={largest} />)
      )}
      {!whole && foldable && (
        <div class="term-row rest">
          <span class="rest-words">the other {grouped(folded.restCount)} add up to</span>
          <NumberText value={folded.restSum} />
          <span />
        </div>
      )}
      {bias !== null && (
        <div class="term-row bias">
          <span class="rest-words">
            + <Weight name={bias} gate={gate} />[{unit}]
          </span>
          <NumberText value={biasValue} />
          <span />
        </div>
      )}
      <div class="term-row total">
        <span class="rest-words">=</span>
        <NumberText value={total} />
        <span />
      </div>
      {foldable && (
        <button type="button" class="link" aria-expanded={whole} onClick={() => setWhole(!whole)}>
          {whole ? `Show the ${shownTerms} largest` : `Show all ${grouped(terms.length)} terms`}
        </button>
      )}
    </div>
  );
}

interface TermProps {
  readonly palette: Palette;
  readonly largest: number;
}

function TermRow({ term, palette, largest, top }: TermProps & { term: Term; top?: number }) {
  const share = largest > 0 && Number.isFinite(term.product) ? term.product / largest : 0;
  const bar = {
    left: `${50 + Math.min(0, share) * 50}%`,
    width: `${Math.abs(share) * 50}%`,
    background: cssColor(palette, Math.sign(share), 1) ?? 'none',
  };
  return (
    <div class="term-row" style={top === undefined ? {} : { position: 'absolute', top: `${top}px` }}>
      <span class="dim">{term.index}</span>
      <NumberText value={term.value} />
      <span class="factor">
        × <NumberText value={term.weight} />
      </span>
      <NumberText value={term.product} />
      <span class="bar" aria-hidden="true">
        <i style={bar} />
      </span>
    </div>
  );
}

/** Of a long list only the rows in sight are in the page. */
const rowHeight = 24;
const rowsInSight = 12;

function AllTerms({ terms, ...shared }: TermProps & { terms: readonly Term[] }) {
  const [scrolled, setScrolled] = useState(0);
  const from = Math.max(0, Math.floor(scrolled / rowHeight) - rowsInSight);
  return (
    <div
      class="all-terms"
      tabIndex={0}
      role="region"
      aria-label={`All ${grouped(terms.length)} terms`}
      style={{ height: `${rowHeight * rowsInSight}px` }}
      onScroll={(event) => setScrolled(event.currentTarget.scrollTop)}
    >
      <div style={{ height: `${terms.length * rowHeight}px` }}>
        {terms.slice(from, from + 3 * rowsInSight).map((term) => (
          <TermRow key={term.index} term={term} top={term.index * rowHeight} {...shared} />
        ))}
      </div>
    </div>
  );
}
