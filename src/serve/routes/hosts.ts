import { Hono } from 'hono';
import type { HostEntry, HostList } from '../api.ts';
import { unknownHost } from '../hosts/hosts.ts';
import type { ServedHost } from '../hosts/served-host.ts';
import type { Served } from '../served.ts';

/** `GET /api/hosts`, `DELETE /api/hosts/:id`. */
export function hostRoutes(served: Served): Hono {
  const { version, folders, uploadBytes, hosts, dropped, examinations, comparisons } = served;
  return new Hono()
    .get('/', async (context) => {
      const { hosts: listed, problems } = await hosts.list();
      const list: HostList = {
        schema: 'deadwait/hosts/v1',
        version,
        folders,
        uploadBytes,
        hosts: listed.map((host) => entryOf(host, served)),
        ...(problems.length === 0 ? {} : { problems }),
      };
      return context.json(list);
    })
    .delete('/:id', async (context) => {
      const id = context.req.param('id');
      if (!(await dropped.remove(id))) throw unknownHost();
      examinations.forget((key) => key === id);
      comparisons.forget((key) => key.split(' ').includes(id));
      return context.body(null, 204);
    });
}

/** The host as the list shows it. */
export function entryOf(host: ServedHost, { examinations }: Pick<Served, 'examinations'>): HostEntry {
  const { id, name, kind, from, modifiedAtMs, sizeBytes, version } = host;
  const { state, found, problem } = examinations.state(id, version);
  return {
    id,
    name,
    kind,
    from,
    ...(modifiedAtMs === undefined ? {} : { modifiedAtMs }),
    ...(sizeBytes === undefined ? {} : { sizeBytes }),
    state,
    ...(found === undefined ? {} : { examined: found }),
    ...(problem === undefined ? {} : { problem }),
  };
}
