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

const page = document.querySelector('#page');
if (page !== null) {
  try {
    mount(page, JSON.parse(document.querySelector('#data')?.textContent ?? '') as ReportData);
  } catch (error) {
    page.textContent = `The report could not be read: ${String(error)}`;
  }
}
