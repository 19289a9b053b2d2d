import type { ChainLink, Diagnosis, LinkStatus } from '../../model/diagnosis.ts';
import { describeEntry } from './book-line.ts';
import { codeBlock, codeSpan, escapeForMarkdown as prose } from '../escape.ts';
import { formatBytes, formatCount, formatTime } from '../../wording/figures.ts';
import { describeConfidence } from './confidence.ts';
import { describeCounts, describeGrowth } from './growth.ts';
import { COVERAGE_TITLE, describeCoverage } from './coverage-lines.ts';
import { IGNORED_TITLE, describeIgnored, describeMoreIgnored } from './ignored-line.ts';
import { describePlace, listRemedies } from './remedy-list.ts';
import { rankStories, type Story } from './story.ts';
import { renderTable } from '../markdown/table.ts';

const MARKS: Readonly<Record<LinkStatus, string>> = {
  proven: '●',
  unknown: '○ unknown',
  refuted: '✕ refuted',
};
const QUOTES_SHOWN = 3;

/** The report for a ticket, in GitHub's Markdown. Nothing that the host chose can act as markup. */
export function renderMarkdown(diagnosis: Diagnosis): string {
  const { told, asides } = rankStories(diagnosis);
  const remedies = listRemedies(diagnosis.findings);
  const blocks = [
    `# ${diagnosis.verdict.toUpperCase()}: ${prose(diagnosis.headline)}`,
    ...renderHost(diagnosis),
    ...told.flatMap((story) => renderStory(story, diagnosis.host.capturedAt)),
    ...section(
      'The books',
      diagnosis.books.map((entry) => `- ${entry.balanced ? '✓' : '✗'} ${prose(describeEntry(entry))}`),
    ),
    ...section(
      'What to do',
      remedies.map((remedy, index) => {
        const { says, risk, automatic, command } = remedy;
        const place = describePlace(remedy);
        const runs = place === undefined ? '' : `\n   Run ${prose(place)}:`;
        const mark = automatic ? ' **automatic**' : '';
        const block = command === undefined ? '' : `\n${codeBlock(command.split('\n'), '   ')}\n`;
        return `${index + 1}. ${prose(says)}${mark}${runs}${block}\n   Risk: ${prose(risk)}`;
      }),
    ),
    ...section(
      'Also seen',
      asides.map(
        ({ leader }) => `- ${prose(leader.title)} (${describeConfidence(leader)}): ${prose(leader.summary)}`,
      ),
    ),
    ...section(
      COVERAGE_TITLE,
      describeCoverage(diagnosis.coverage).map(
        ({ complete, says }) => `- ${complete ? '✓' : '○'} ${prose(says)}`,
      ),
    ),
    ...section(
      IGNORED_TITLE,
      [...(diagnosis.ignored ?? []).map(describeIgnored), describeMoreIgnored(diagnosis) ?? '']
        .filter((line) => line !== '')
        .map((line) => `- ${prose(line)}`),
    ),
    ...section(
      'Not known',
      diagnosis.gaps.map(
        ({ source, reason, detail }) => `- ${codeSpan(source)} (${reason}): ${prose(detail)}`,
      ),
    ),
  ];
  return `${blocks.join('\n\n')}\n`;
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`## ${title}`, lines.join('\n')];
}

function renderHost({ host, daemons }: Diagnosis): string[] {
  const facts = [
    ...(host.hostname === undefined ? [] : [codeSpan(host.hostname)]),
    ...(host.kernel === undefined ? [] : [`kernel ${codeSpan(host.kernel)}`]),
    ...(host.capturedAt === undefined ? [] : [prose(formatTime(host.capturedAt))]),
    ...(host.fd === undefined ? [] : [`${formatCount(host.fd.allocated)} open files`]),
  ];
  const table = renderTable(
    ['daemon', 'version', 'pid', 'descriptors', 'limit', 'goroutines', 'memory'],
    daemons.map(({ name, version, pid, fds, fdLimit, goroutines, rssBytes }) => [
      prose(name),
      version === undefined ? '' : prose(version),
      pid === undefined ? '' : String(pid),
      number(fds),
      number(fdLimit),
      number(goroutines),
      rssBytes === undefined ? '' : formatBytes(rssBytes),
    ]),
  );
  return [facts.join(' · '), table].filter((block) => block !== '');
}

function renderStory(story: Story, capturedAt: string | undefined): string[] {
  const { leader } = story;
  const steps = story.chain.map(({ step, opens }) =>
    [
      ...(opens === undefined
        ? []
        : [
            `- **because: ${prose(opens.title)}** (${codeSpan(opens.cause)}, ${describeConfidence(opens)}): ${prose(opens.summary)}`,
          ]),
      ...(step === undefined ? [] : [renderStep(step)]),
    ].join('\n'),
  );
  const counts = describeCounts(story.counts);
  const growth = leader.growth === undefined ? [] : describeGrowth(leader.growth, capturedAt);
  return [
    `## ${prose(leader.title)}`,
    `${codeSpan(leader.cause)} · ${leader.severity} · ${describeConfidence(leader)}${counts === '' ? '' : ` · holds ${prose(counts)}`}`,
    prose(leader.summary),
    steps.join('\n'),
    renderTable(
      ['container', 'id', 'stops', 'goroutines'],
      story.containers.map(({ id, name, pod, stops, goroutines }) => [
        codeSpan(pod ?? name ?? '?'),
        codeSpan(id.slice(0, 12)),
        number(stops),
        number(goroutines),
      ]),
    ),
    renderTable(
      ['pid', 'command', 'state', 'sleeps in', 'waits for', 'who does not answer', 'mounted on'],
      story.tasks.map(({ pid, comm, state, wchan, waits, backend, sigkillPending }) => [
        String(pid),
        codeSpan(comm),
        prose(state) + (sigkillPending === true ? ', SIGKILL pending' : ''),
        wchan === undefined ? '' : codeSpan(wchan),
        waits,
        backend === undefined ? '' : `${codeSpan(backend.source)} (${prose(backend.fstype)})`,
        backend === undefined ? '' : codeSpan(backend.mountPoint),
      ]),
    ),
    renderTable(
      ['pid', 'client', 'sockets', 'pod'],
      story.clients.map(({ pid, comm, sockets, pod }) => [
        String(pid),
        codeSpan(comm),
        number(sockets),
        pod === undefined ? '' : codeSpan(pod),
      ]),
    ),
    prose(growth.join(' ')),
  ].filter((block) => block !== '');
}

function renderStep({ link, status, says, evidence }: ChainLink): string {
  const quotes = evidence
    .slice(0, QUOTES_SHOWN)
    .map(
      ({ file, line, quote }) =>
        `${file}${line === undefined ? '' : `:${line}`}  ${quote.replace(/\s+/g, ' ').trim()}`,
    );
  const block = quotes.length === 0 ? '' : `\n${codeBlock(quotes, '  ')}`;
  return `- ${MARKS[status]} **${link}** ${prose(says)}${block}`;
}

function number(count: number | undefined): string {
  return count === undefined ? '' : formatCount(count);
}
