import { render } from 'preact';
import type { PageData } from '../src/report/html/page-data.ts';
import { App } from './app.tsx';
import { ComparisonPage } from './compare/comparison-page.tsx';
import { followAddress } from './state.ts';
import './style/tokens.css';
import './style/page.css';
import './style/parts.css';
import './style/story.css';
import './style/graph.css';
import './style/compare.css';
import './style/print.css';

/** Draws a report, or a comparison of two, into an element of the page. */
function mount(element: Element, data: PageData): void {
  followAddress();
  element.replaceChildren();
  render(
    data.schema === 'deadwait/comparison-report/v1' ? <ComparisonPage data={data} /> : <App data={data} />,
    element,
  );
}

const page = document.querySelector('#page');
if (page !== null) {
  try {
    mount(page, JSON.parse(document.querySelector('#data')?.textContent ?? '') as PageData);
  } catch (error) {
    page.textContent = `The report could not be read: ${String(error)}`;
  }
}
