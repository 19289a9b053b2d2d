import { compareExhibits } from '../../compare/compare-exhibits.ts';
import type { ComparisonReport } from '../../report/page/comparison-data.ts';
import { comparisonReport, type ExaminedExhibit } from '../../investigate/comparison-report.ts';
import type { Comparison } from '../../model/comparison.ts';
import type { Call, Command } from '../command.ts';
import { deliver } from '../deliver.ts';
import { EXIT, type ExitStatus } from '../exit-status.ts';
import { examineHost, examinePath } from '../examine-path.ts';
import { openHost } from '../open-host.ts';
import { VERSION } from '../version.ts';

/** Two points in time. */
export const compare: Command = {
  summary: 'show what grew and what shrank between two recordings, how fast, and when it reaches a limit',
  formats: ['text', 'json', 'markdown', 'html', 'report'],
  configure: (parser) =>
    parser
      .argument('<before>', 'a recorded case, a goroutine dump or a heap profile')
      .argument('[after]', 'another one of a later time; without it, this host as it is now')
      .allowExcessArguments(false),
  async run(call): Promise<ExitStatus> {
    const [before = '', after] = call.args;
    const first = await exhibit(call, before);
    const second = after === undefined ? await thisHost(call) : await exhibit(call, after);
    const comparison = compareExhibits(first, second);
    await deliver(call, await render(call, comparison, [first, second]));
    return comparison.grew ? EXIT.findings : EXIT.nothing;
  },
};

async function exhibit(call: Call, path: string): Promise<ExaminedExhibit> {
  return { name: path, ...(await examinePath(call, path)) };
}

async function thisHost(call: Call): Promise<ExaminedExhibit> {
  const host = await openHost(call);
  try {
    return { name: host.name, ...(await examineHost(call, host)) };
  } finally {
    await host.close();
  }
}

async function render(
  { options, paper }: Call,
  comparison: Comparison,
  [first, second]: readonly [ExaminedExhibit, ExaminedExhibit],
): Promise<string> {
  const page = (): ComparisonReport => comparisonReport(comparison, first, second, VERSION);
  switch (options.output) {
    case 'json':
      return (await import('../../report/comparison/json.ts')).renderComparisonJson(comparison);
    case 'markdown':
      return (await import('../../report/comparison/markdown.ts')).renderComparisonMarkdown(comparison);
    case 'html':
      return (await import('../html-report.ts')).htmlPage(page());
    case 'report':
      return `${JSON.stringify(page())}\n`;
    case 'text':
      return (await import('../../report/comparison/text.ts')).renderComparison(comparison, paper);
  }
}
