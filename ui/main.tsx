import { render } from 'preact';
import type { ReportData } from '../src/report/html/report-data.ts';
import { App } from './app.tsx';
import { followAddress } from './state.ts';
import './style/tokens.css';
import './style/page.css';
import './style/parts.css';
import './style/story.css';
import './style/graph.css';
import './style/print.css';

/** Draws a report into an element of the page. */
function mount(element: Element, data: ReportData): void {
  followAddress();
  element.replaceChildren();
  render(<App data={data} />, element);
}

/** The data that the page carries, or, where it only names an address of its own origin, what is there. */
async function readData(): Promise<ReportData> {
  const source = document.querySelector<HTMLScriptElement>('#data');
  const address = source?.dataset['from'];
  if (address === undefined) return JSON.parse(source?.textContent ?? '') as ReportData;
  const answer = await fetch(address, { headers: { accept: 'application/json' } });
  if (!answer.ok) throw new Error(`${address} answered with ${answer.status}`);
  return (await answer.json()) as ReportData;
}

const page = document.querySelector('#page');
if (page !== null)
  readData().then(
    (data) => mount(page, data),
    (error: unknown) => {
      page.textContent = `The report could not be read: ${String(error)}`;
    },
  );
