import { effect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { safe } from '../parts/safe-text.tsx';
import { address } from '../state.ts';
import { Announcer } from './announcer.tsx';
import { enterPage } from './arrival.ts';
import { Banner } from './banner.tsx';
import { ChoosePage } from './choose-page.tsx';
import { Comparison } from './comparison.tsx';
import { DropVeil } from './drop-target.tsx';
import { takeFiles } from './drop.ts';
import { HostPage } from './host-page.tsx';
import { findHost, keepHosts } from './hosts.ts';
import { ListPage } from './list-page.tsx';
import { readRoute, type Route } from './route.ts';
import { UploadTray } from './upload-tray.tsx';
import { resumeUploads } from './uploads.ts';

/** Begins what goes on as long as the page is open. */
export function startShell(): void {
  keepHosts();
  takeFiles();
  resumeUploads();
  effect(() => {
    document.title = titleOf(readRoute(address.value));
  });
}

/** The page that a server shows: the list of hosts, one of them, or two held against each other. */
export function Shell() {
  const route = readRoute(address.value);
  const place = Object.values(route).join('/');
  const last = useRef<Route>(undefined);
  useEffect(() => {
    if (last.current !== undefined) enterPage(route, last.current);
    last.current = route;
  }, [place]);
  return (
    <>
      <Banner />
      <Page key={place} route={route} />
      <UploadTray />
      <DropVeil />
      <Announcer />
    </>
  );
}

function Page({ route }: { readonly route: Route }) {
  switch (route.page) {
    case 'list':
      return <ListPage />;
    case 'host':
      return <HostPage id={route.id} />;
    case 'choose':
      return <ChoosePage before={route.before} />;
    case 'comparison':
      return <Comparison before={route.before} after={route.after} />;
  }
}

function titleOf(route: Route): string {
  if (route.page === 'list') return 'Hosts · deadwait';
  const [first = '', second] =
    route.page === 'host'
      ? [route.id]
      : route.page === 'choose'
        ? [route.before]
        : [route.before, route.after];
  const names = [first, ...(second === undefined ? [] : [second])].map(
    (id) => findHost(id)?.name ?? 'a host',
  );
  return `${safe(names.join(' → ')).slice(0, 160)} · deadwait`;
}
