import { render } from 'preact';
import type { PageData } from '../src/report/page/page-data.ts';
import { App } from './app.tsx';
import { ComparisonPage } from './compare/comparison-page.tsx';
import { Shell, startShell } from './serve/shell.tsx';
import { followAddress } from './state.ts';
import './style/tokens.css';
import './style/page.css';
import './style/parts.css';
import './style/story.css';
import './style/graph.css';
import './style/compare.css';
import './style/serve.css';
import './style/print.css';

/** Draws what the page carries; one that carries nothing was sent by a server, and asks that. */
function mount(element: Element, carried: Element | null): void {
  followAddress();
  element.replaceChildren();
  if (carried === null) {
    startShell();
    render(<Shell />, element);
    return;
  }
  const data = JSON.parse(carried.textContent ?? '') as PageData;
  render(
    data.schema === 'deadwait/comparison-report/v1' ? <ComparisonPage data={data} /> : <App data={data} />,
    element,
  );
}

const page = document.querySelector('#page');
if (page !== null) {
  try {
    mount(page, document.querySelector('#data'));
  } catch (error) {
    page.textContent = `The report could not be read: ${String(error)}`;
  }
}
