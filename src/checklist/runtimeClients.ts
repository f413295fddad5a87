import { z } from 'zod';
import { lonelySlashes } from '../logik/origin.ts';
import { loadText } from '../text.ts';
import type { Answers } from './answers.ts';
import { finding } from './finding.ts';
import type { ChecklistItem, Finding } from './item.ts';

const text = loadText('checklist.runtime-clients');
const ID = 'runtime-clients';

const schema = z.strictObject({});
type Client = Answers['logik']['runtimeClients'][number];

/** Origins that only have a form with a trailing slash are refused by API calls: said before anybody creates them. */
const originFindings = ({ name, origins }: Client): Finding[] =>
  lonelySlashes(origins).map((origin) =>
    finding(ID, `${name} › ${origin}`, 'fail', {
      expected: origin.slice(0, -1),
      actual: origin,
      hint: text.get('hint.trailingSlash'),
    })
  );

const none = (): Finding[] => [finding(ID, text.get('target.all'), 'skip', { hint: text.get('hint.none') })];

const toCreate = ({ name, origins }: Client, environment: string | null): Finding =>
  finding(ID, name, 'manual', {
    expected: text.get('expected.client', { origins: origins.join(', ') }),
    hint: text.get('hint.create', {
      name,
      origins: origins.join(', '),
      environment: environment ?? text.get('environment.unknown'),
    }),
  });

/** Line 13 of the checklist: runtime clients have no API; what to create is listed, and its origins are checked. */
export const runtimeClients: ChecklistItem<z.infer<typeof schema>> = {
  id: ID,
  source: 'ServiceNow KB2641628: new Runtime Clients; docs "Set up a runtime client" for origins',
  onlyAfterRefresh: true,
  facts: schema,
  gather: () => Promise.resolve({}),
  survey: ({ answers }) => {
    const clients = answers.logik.runtimeClients;
    if (clients.length === 0) return none();
    return clients.flatMap((client) => [
      finding(ID, client.name, 'pass', { actual: client.origins.join(', ') }),
      ...originFindings(client),
    ]);
  },
  check: ({ answers, environment }) => {
    const clients = answers.logik.runtimeClients;
    if (clients.length === 0) return none();
    return clients.flatMap((client) => [toCreate(client, environment), ...originFindings(client)]);
  },
};
