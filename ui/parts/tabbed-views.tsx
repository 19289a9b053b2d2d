import type { ComponentChildren, ComponentType } from 'preact';
import { useMemo } from 'preact/hooks';
import { address } from '../state.ts';
import { PageFrame } from './page-frame.tsx';

/** One view of what a page shows: a tab, and what lies behind it. */
export interface View<Data> {
  readonly id: string;
  readonly title: string;
  /** A figure behind the title; undefined when there is nothing to show, and then there is no tab. */
  readonly figure: (data: Data) => string | undefined;
  readonly Body: ComponentType<{ readonly data: Data }>;
}

interface TabbedViewsProps<Data> {
  readonly views: readonly View<Data>[];
  readonly data: Data;
  /** What stands in the address before the name of a view. */
  readonly base: string;
  /** Who made the page, and of what. */
  readonly made: ComponentChildren;
}

/** A line of tabs, and the view that the address names. */
export function TabbedViews<Data>({ views: all, data, base, made }: TabbedViewsProps<Data>) {
  const views = useMemo(
    () =>
      all.map((view) => ({ view, figure: view.figure(data) })).filter(({ figure }) => figure !== undefined),
    [all, data],
  );
  const [wanted] = address.value.startsWith(base) ? address.value.slice(base.length).split('/') : [];
  const current = views.find(({ view }) => view.id === wanted) ?? views[0];
  if (current === undefined) return null;
  const { Body, id } = current.view;
  return (
    <PageFrame
      tabs={views.map(({ view, figure = '' }) => ({ id: view.id, title: view.title, figure }))}
      current={id}
      base={base}
      made={made}
    >
      <Body data={data} />
    </PageFrame>
  );
}
