import { render } from 'preact';
import type { ReportData } from '../src/report/html/report-data.ts';
import { App } from './app.tsx';
import { Shell, startShell } from './serve/shell.tsx';
import { followAddress } from './state.ts';
import './style/tokens.css';
import './style/page.css';
import './style/parts.css';
import './style/story.css';
import './style/graph.css';
import './style/serve.css';
import './style/print.css';

const page = document.querySelector('#page');
const told = document.querySelector('#data');
if (page !== null) {
  try {
    followAddress();
    page.replaceChildren();
    if (told === null) startShell();
    render(told === null ? <Shell /> : <App data={JSON.parse(told.textContent ?? '') as ReportData} />, page);
  } catch (error) {
    page.textContent = `The report could not be read: ${String(error)}`;
  }
}
