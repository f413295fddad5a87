import { z } from 'zod';
import { lonelySlashes } from '../../../logik/origin.ts';
import { loadText } from '../../../text.ts';
import type { Answers } from '../../answers/index.ts';
import { finding } from '../../finding.ts';
import type { ChecklistItem, Finding, Situation } from '../../item.ts';
import type { RuntimeSmokeFacts } from '../../environment/runtimeSmoke/facts.ts';

const text = loadText('checklist.runtime-clients');
const ID = 'runtime-clients';

const tried = z.strictObject({
  client: z.string(),
  origin: z.string(),
  /** How many configurations were opened as this origin would, and how many were tried. */
  opened: z.int(),
  of: z.int(),
});

const schema = z.strictObject({
  /** What runtime-smoke tried, by origin; left out where it tried nothing. */
  tried: z.array(tried).optional(),
});
type Facts = z.infer<typeof schema>;
type Client = Answers['logik']['runtimeClients'][number];

const triedBy = ({ attempts, openToAll }: RuntimeSmokeFacts): z.infer<typeof tried>[] =>
  [...Map.groupBy(attempts, ({ client, origin }) => JSON.stringify([client, origin])).values()].map((some) => ({
    client: some[0].client,
    origin: some[0].origin,
    // What opens for anybody says nothing of a client.
    opened: openToAll ? 0 : some.filter(({ outcome }) => outcome === 'opened').length,
    of: some.length,
  }));

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

type Tried = NonNullable<Facts['tried']>;

/** The origins of a client, where each was let in with every product; undefined where one was not. */
const provenOrigins = ({ name, origins }: Client, tried: Tried): Set<string> | undefined => {
  const proven = new Set(
    tried.filter(({ client, opened, of }) => client === name && opened === of).map(({ origin }) => origin)
  );
  return origins.every((origin) => proven.has(origin)) ? new Set(origins) : undefined;
};

/**
 * A token is one client's. Where one token opens for all origins of several clients, it is that client's which lists all
 * of them; where none does, nobody can tell whose it is.
 */
const isItsOwn = (client: Client, { now, answers }: Situation<Facts>): boolean => {
  const own = provenOrigins(client, now.tried ?? []);
  return (
    own !== undefined &&
    answers.logik.runtimeClients
      .filter(({ name }) => name !== client.name)
      .map((other) => provenOrigins(other, now.tried ?? []))
      .every((other) => other === undefined || (other.size < own.size && [...other].every((origin) => own.has(origin))))
  );
};

/**
 * A client that Logik lets configure from each of its origins was created, whoever says so; where one origin is not
 * proven, the step is outstanding, and it is said which ones are.
 */
const clientFinding = (client: Client, situation: Situation<Facts>): Finding => {
  const { name, origins } = client;
  const { now, environment } = situation;
  const expected = text.get('expected.client', { origins: origins.join(', ') });
  const hint = text.get('hint.create', {
    name,
    origins: origins.join(', '),
    environment: environment ?? text.get('environment.unknown'),
  });
  const own = (now.tried ?? []).filter((each) => each.client === name);
  const said = own.map(({ origin, opened, of }) => text.get('evidence.origin', { origin, opened, of }));
  if (isItsOwn(client, situation)) {
    const evidence = text.get('evidence', { origins: said.join('; ') });
    return finding(ID, name, 'pass', { expected, actual: expected, evidence });
  }
  const remark = said.length === 0 ? [] : [text.get('hint.unproven', { origins: said.join('; ') })];
  return finding(ID, name, 'manual', { expected, hint: [hint, ...remark].join(' ') });
};

/** Line 13 of the checklist: runtime clients have no API; what to create is listed, and its origins are checked. */
export const runtimeClients: ChecklistItem<Facts> = {
  id: ID,
  source: 'ServiceNow KB2641628: new Runtime Clients; docs "Set up a runtime client" for origins',
  onlyAfterRefresh: true,
  facts: schema,
  asBefore: 'connection',
  needs: ['runtime-smoke'],
  gather: async ({ facts }) => {
    const smoke = (await facts('runtime-smoke')) as RuntimeSmokeFacts | undefined;
    return smoke?.state === 'asked' ? { tried: triedBy(smoke) } : {};
  },
  survey: ({ answers }) => {
    const clients = answers.logik.runtimeClients;
    if (clients.length === 0) return none();
    return clients.flatMap((client) => [
      finding(ID, client.name, 'pass', { actual: client.origins.join(', ') }),
      ...originFindings(client),
    ]);
  },
  check: (situation) => {
    const clients = situation.answers.logik.runtimeClients;
    if (clients.length === 0) return none();
    return clients.flatMap((client) => [clientFinding(client, situation), ...originFindings(client)]);
  },
};
