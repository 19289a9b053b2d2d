import type { Diagnosis, Finding } from '../../model/diagnosis.ts';
import { describeConfidence } from './confidence.ts';
import { describeCounts } from './growth.ts';
import type { History } from './history/history.ts';
import { listRemedies } from './remedy-list.ts';
import { rankStories, type Story } from './story.ts';
import { renderChain } from './text/chain.ts';
import { IGNORED_TITLE } from './ignored-line.ts';
import { COVERAGE_TITLE } from './coverage-lines.ts';
import { renderBooks, renderCoverage, renderGaps, renderIgnored, renderRemedies } from './text/ending.ts';
import { renderGrowth } from './text/growth.ts';
import { renderHost, renderVerdict } from './text/heading.ts';
import { renderClients, renderContainers, renderTasks } from './text/objects.ts';
import { createPen, indent, type Line, type Paper, type Pen } from '../terminal/pen.ts';
import { proseRoom, renderEntry, renderRule } from './text/section.ts';

/** The report for a terminal: verdict, stories from symptom to root, books, what to do, gaps. Leaks with a history are drawn. */
export function renderText(diagnosis: Diagnosis, paper: Paper, histories: readonly History[] = []): string {
  const pen = createPen(paper);
  const { told, asides } = rankStories(diagnosis);
  const remedies = listRemedies(diagnosis.findings);
  const blocks: Line[][] = [
    renderVerdict(pen, diagnosis),
    renderHost(pen, diagnosis),
    ...told.map((story) => renderStory(pen, story, diagnosis.host.capturedAt, histories)),
    titled(pen, 'The books', renderBooks(pen, diagnosis.books)),
    titled(pen, 'What to do', renderRemedies(pen, remedies)),
    titled(
      pen,
      'Also seen',
      asides.flatMap((story) => renderAside(pen, story.leader)),
    ),
    titled(pen, COVERAGE_TITLE, renderCoverage(pen, diagnosis.coverage)),
    titled(pen, IGNORED_TITLE, renderIgnored(pen, diagnosis)),
    titled(pen, 'Not known', renderGaps(pen, diagnosis.gaps)),
  ];
  return pen.print(joinBlocks(blocks));
}

function renderStory(
  pen: Pen,
  story: Story,
  capturedAt: string | undefined,
  histories: readonly History[],
): Line[] {
  const { leader } = story;
  const history = histories.find(({ cause }) => cause === leader.cause);
  const counts = describeCounts(story.counts);
  const about = [
    leader.cause,
    leader.severity,
    describeConfidence(leader),
    ...(counts === '' ? [] : [`holds ${counts}`]),
  ];
  const facts = [
    ...(leader.growth === undefined ? [] : renderGrowth(pen, leader.growth, capturedAt, history)),
    ...(leader.refutedBy.length === 0 ? [] : renderEntry(pen, 'refuted if', leader.refutedBy.join('; '), 11)),
  ];
  return joinBlocks([
    [renderRule(pen, leader.title), ...indent(pen.wrap(about.join(' · '), proseRoom(pen, 2), 'dim'), 2)],
    indent(pen.wrap(leader.summary, proseRoom(pen, 2)), 2),
    renderChain(pen, story),
    renderContainers(pen, story.containers),
    renderTasks(pen, story.tasks, story.containers),
    renderClients(pen, story.clients),
    facts,
  ]);
}

function renderAside(pen: Pen, finding: Finding): Line[] {
  return renderEntry(
    pen,
    finding.confidence,
    `${finding.title}: ${finding.summary} (${finding.cause}${finding.unverified === undefined ? '' : `, unverified: ${finding.unverified.join(', ')}`})`,
    9,
  );
}

function titled(pen: Pen, title: string, lines: readonly Line[]): Line[] {
  return lines.length === 0 ? [] : [renderRule(pen, title), ...lines];
}

function joinBlocks(blocks: readonly (readonly Line[])[]): Line[] {
  return blocks
    .filter((block) => block.length > 0)
    .flatMap((block, index) => (index === 0 ? [...block] : [[], ...block]));
}
