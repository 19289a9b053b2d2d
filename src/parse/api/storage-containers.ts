// containers.json and volatile-containers.json of containers/storage, by which CRI-O and podman keep their containers: github.com/
// containers/storage containers.go, type Container.
//
//     [{"id":"f5c8…","names":["web"],"image":"…","layer":"…","metadata":"{\"image-name\":\"…\",\"name\":\"web\"}","created":"…"}]
//     [{"id":"0b1f…","names":["k8s_trainer_train-0_ml_1111…_0"],"metadata":"{\"pod-name\":\"k8s_train-0_ml_1111…_0\",…}"}]
//
// The names of CRI-O's containers are made as dockershim made them; a sandbox is `k8s_POD_<pod>_<namespace>_<uid>_<attempt>`.

import type { Container } from '../../model/container.ts';
import { ParseError } from '../parse-error.ts';
import { isContainerId } from './container-id.ts';
import { createJsonQuote } from './json-quote.ts';
import { isObject, parseJson, stringAt } from './json-value.ts';
import { podName } from './pod-name.ts';

/** Every container, also those that do not run; ParseError when it is no JSON list. */
export function parseStorageContainers(bytes: Uint8Array, file: string): readonly Container[] {
  const text = new TextDecoder().decode(bytes);
  const quote = createJsonQuote(file, text);
  return readList(text).flatMap((entry) => {
    if (!isObject(entry)) return [];
    const id = stringAt(entry, 'id');
    if (!isContainerId(id)) return [];
    const names: unknown = entry['names'];
    const [name] = Array.isArray(names) ? names.filter((one): one is string => typeof one === 'string') : [];
    return {
      id,
      runtime: 'cri' as const,
      ...(name === undefined ? {} : { name }),
      ...podName(undefined, name),
      mounts: [],
      evidence: quote('id', id),
    };
  });
}

function readList(text: string): readonly unknown[] {
  const value = parseJson('storage-containers', text);
  if (Array.isArray(value)) return value;
  throw new ParseError('storage-containers', 0, 'a list', text);
}
