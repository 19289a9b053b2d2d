import { loadCauses } from '../../causes/knowledge/load-causes.ts';
import { renderCause, renderCauses } from '../../report/steps/causes.ts';
import { createPen } from '../../report/text/pen.ts';
import type { Command } from '../command.ts';
import { deliver } from '../deliver.ts';
import { EXIT } from '../exit-status.ts';
import { fault } from '../faults.ts';
import { nearestWord } from '../nearest-word.ts';
import { withKnowledge } from '../with-knowledge.ts';

/** What is known. */
export const causes: Command = {
  summary: 'list the causes that deadwait knows, or explain one',
  formats: ['text', 'json'],
  configure: (parser) =>
    parser.argument('[id]', 'the cause to explain, such as container-cannot-die').allowExcessArguments(false),
  async run(call) {
    const known = await withKnowledge(() => loadCauses(call.options.knowledge));
    const [id] = call.args;
    const chosen = id === undefined ? known : known.filter((cause) => cause.id === id);
    const [only] = chosen;
    if (id !== undefined && only === undefined) {
      const near = nearestWord(
        id,
        known.map((cause) => cause.id),
      );
      const suggestion =
        near === undefined ? 'deadwait causes lists those that are known' : `did you mean ${near}?`;
      throw fault('unknown-cause', { cause: id, suggestion });
    }
    const pen = createPen(call.paper);
    const text =
      call.options.output === 'json'
        ? `${JSON.stringify({ schema: 'deadwait/causes/v1', causes: chosen }, undefined, 2)}\n`
        : pen.print(
            id !== undefined && only !== undefined ? renderCause(pen, only) : renderCauses(pen, known),
          );
    await deliver(call, text);
    return EXIT.nothing;
  },
};
