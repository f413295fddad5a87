import { loadText } from '../../../text.ts';
import { lonelySlashes } from '../../../logik/origin.ts';
import { finding } from '../../finding.ts';
import type { Finding, Situation } from '../../item.ts';
import { connectedAt, dueAt, isLate, minuteOf } from '../syncEvidence/schedule.ts';
import type { RuntimeSmokeFacts, SmokeAttempt, SmokeProduct } from './facts.ts';

const text = loadText('checklist.runtime-smoke');
const ID = 'runtime-smoke';

type Smoke = Situation<RuntimeSmokeFacts>;
/** What the attempts with one origin say: what fails for good, what the sync still has to bring, and until when. */
type Judged = { failures: string[]; pending: string[]; late: boolean };

const codes = (attempts: readonly SmokeAttempt[]): string => attempts.map(({ product }) => product).join(', ');

/** The detail of answers that are all alike is said once, others one by one. */
const details = (attempts: readonly SmokeAttempt[]): string =>
  [...Map.groupBy(attempts, ({ detail }) => detail ?? '')]
    .map(([detail, alike]) => `${codes(alike)}: ${detail}`)
    .join('; ');

/**
 * Logik's sync goes by LastModifiedDate: what nobody modified since Logik was connected never comes (ServiceNow CPQ docs,
 * "Common Salesforce integration issues").
 */
const isPassedBy = (situation: Smoke, product: SmokeProduct | undefined): boolean => {
  const connected = connectedAt(situation);
  if (product === undefined || connected === null || situation.touched?.has(product.id)) return false;
  return Date.parse(product.lastModified) < Date.parse(connected);
};

const judgeUncached = (situation: Smoke, attempts: readonly SmokeAttempt[]): Judged => {
  const { now } = situation;
  const products = new Map(now.products.map((product) => [product.code, product]));
  const [passedBy, coming] = [true, false].map((passed) =>
    attempts.filter(({ product }) => isPassedBy(situation, products.get(product)) === passed)
  );
  const due = coming.map(({ product }) => dueAt(situation, products.get(product)?.lastModified));
  const latest = due.reduce((one, other) => (one === null || other === null ? null : one > other ? one : other), '');
  const late = coming.length > 0 && isLate(latest, now.readAt);
  const words = { products: codes(coming), due: latest === null || latest === '' ? '' : minuteOf(latest) };
  const byIds = situation.answers.logik.productIdField === 'partner-id' ? [] : [text.get('hint.byIds')];
  return {
    failures: passedBy.length > 0 ? [text.get('hint.passedBy', { products: codes(passedBy) }), ...byIds] : [],
    pending:
      coming.length === 0 ? [] : [text.get(late ? 'hint.late' : latest === null ? 'hint.coming' : 'hint.due', words)],
    late,
  };
};

/**
 * What a 403 means, as far as that can be told: it comes without a word, for an origin that the client does not list, for
 * a token that has expired and for one of another client alike.
 */
const refusedHint = (
  { now: { attempts, ownHost } }: Smoke,
  client: string,
  where: { environment: string; origin: string; detail: string }
): string => {
  const letIn = attempts.filter(
    (attempt) => attempt.client === client && (attempt.outcome === 'opened' || attempt.outcome === 'not-cached')
  );
  if (letIn.length > 0)
    return text.get('hint.originOnly', {
      ...where,
      others: [...new Set(letIn.map(({ origin }) => origin))].join(', '),
    });
  const remark = ownHost?.taken ? ` ${text.get('hint.tokenGood', { own: ownHost.origin })}` : '';
  return text.get('hint.origin', where) + remark;
};

const judgeOrigin = (situation: Smoke, origin: string, attempts: readonly SmokeAttempt[]): Judged => {
  const { environment } = situation.now;
  const of = (outcome: SmokeAttempt['outcome']): SmokeAttempt[] =>
    attempts.filter((attempt) => attempt.outcome === outcome);
  const failure = (outcome: SmokeAttempt['outcome'], words: (some: SmokeAttempt[]) => string): string[] => {
    const some = of(outcome);
    return some.length > 0 ? [words(some)] : [];
  };
  const where = { environment: environment ?? '', origin };
  const uncached = judgeUncached(situation, of('not-cached'));
  return {
    ...uncached,
    failures: [
      ...failure('token', ([{ detail }]) => text.get('hint.token', { ...where, detail: detail ?? '' })),
      ...failure('origin', ([{ client, detail }]) =>
        refusedHint(situation, client, { ...where, detail: detail ?? '' })
      ),
      ...failure('unreachable', ([{ detail }]) => text.get('hint.unreachable', { ...where, detail: detail ?? '' })),
      ...failure('error', (some) => text.get('hint.error', { details: details(some) })),
      ...uncached.failures,
    ],
  };
};

const targetOf = (client: string, origin: string): string => `${client} › ${origin}`;

/** What the attempts with one origin of one client come to. */
type Verdict = { target: string; finding: Finding; pending: string | null };

const verdictOf = (
  situation: Smoke,
  { client, origin }: { client: string; origin: string },
  otherClient: boolean
): Verdict => {
  const { now } = situation;
  const target = targetOf(client, origin);
  const attempts = now.attempts.filter((attempt) => attempt.client === client && attempt.origin === origin);
  const opened = attempts.filter(({ outcome }) => outcome === 'opened');
  const expected = text.get('expected', { products: codes(attempts) });
  const actual = text.get('actual', { opened: opened.length, of: attempts.length });
  if (otherClient)
    return {
      target,
      pending: null,
      finding: finding(ID, target, 'manual', { expected, actual, hint: text.get('hint.otherClient', { client }) }),
    };
  const { failures, pending, late } = judgeOrigin(situation, origin, attempts);
  const remarks = attempts.some(({ mayBeOpen }) => mayBeOpen) ? [text.get('hint.mayBeOpen')] : [];
  if (failures.length + pending.length === 0) {
    const ids = now.products.map(({ code, id }) => `${code} (${id})`).join(', ');
    const evidence = text.get('evidence', { products: ids, environment: now.environment ?? '', at: now.readAt ?? '' });
    const hint = remarks.length > 0 ? remarks.join(' ') : null;
    if (now.openToAll) {
      const open = [text.get('hint.openToAll'), ...remarks].join(' ');
      return { target, pending: null, finding: finding(ID, target, 'warn', { expected, actual, hint: open }) };
    }
    return { target, pending: null, finding: finding(ID, target, 'pass', { expected, actual, evidence, hint }) };
  }
  const status = failures.length > 0 || late ? 'fail' : 'manual';
  return {
    target,
    // What fails for good is not waited for.
    pending:
      failures.length === 0 ? text.get('awaits', { products: codes(attempts.filter(isUncached)), target }) : null,
    finding: finding(ID, target, status, { expected, actual, hint: [...failures, ...pending, ...remarks].join(' ') }),
  };
};

const isUncached = ({ outcome }: SmokeAttempt): boolean => outcome === 'not-cached';

/** One for each origin of each client that was asked for, in their order. */
const verdicts = (situation: Smoke): Verdict[] => {
  const { attempts } = situation.now;
  const pairs = [...Map.groupBy(attempts, ({ client, origin }) => targetOf(client, origin)).values()];
  const isRefused = (of: string): boolean =>
    attempts.filter(({ client }) => client === of).every(({ outcome }) => outcome === 'origin');
  // A token is one client's: where it opens the door for the origins of one, another client's prove nothing by a 403.
  const welcome = new Set(
    [...Map.groupBy(attempts, ({ client }) => client)]
      .filter(([, some]) => some.every(({ outcome }) => outcome !== 'origin' && outcome !== 'token'))
      .map(([client]) => client)
  );
  return pairs.map(([first]) => verdictOf(situation, first, welcome.size > 0 && isRefused(first.client)));
};

/** An origin that is listed with a trailing slash only is wrong before anybody is asked. */
const slashes = ({ answers }: Smoke): Finding[] =>
  answers.logik.runtimeClients.flatMap(({ name, origins }) =>
    lonelySlashes(origins).map((origin) =>
      finding(ID, targetOf(name, origin), 'fail', {
        expected: origin.slice(0, -1),
        actual: origin,
        hint: text.get('hint.trailingSlash'),
      })
    )
  );

/** A wildcard that covers no host that anybody knows of proves nothing, and nothing is wrong with it. */
const untried = ({ now }: Smoke): Finding[] =>
  (now.untried ?? []).map(({ client, origin }) =>
    finding(ID, targetOf(client, origin), 'manual', { hint: text.get('hint.untried', { origin }) })
  );

const missing = ({ now }: Smoke): Finding[] =>
  now.unknown.map((code) => finding(ID, code, 'fail', { hint: text.get('hint.unknown', { code }) }));

/** Why nobody was asked. Without a token, the manual steps of runtime-clients are what there is. */
const unasked = ({ now: { state, environment, withheld } }: Smoke): Finding[] => {
  const target = text.get('target.all');
  const one = (status: Finding['status'], hint: string): Finding[] => [finding(ID, target, status, { hint })];
  switch (state) {
    case 'not-refreshed':
      return one('skip', text.get('hint.notRefreshed'));
    case 'no-token':
      return one('skip', text.get('hint.noToken'));
    case 'withheld':
      return one('skip', withheld ?? '');
    case 'no-clients':
      return one('skip', text.get('hint.noClients'));
    case 'no-environment':
      return one('fail', text.get('hint.noEnvironment'));
    case 'production':
      return one('fail', text.get('hint.production', { environment: environment ?? '' }));
    default:
      return one('skip', text.get('hint.noProducts'));
  }
};

export const checkSmoke = (situation: Smoke): Finding[] => {
  const { now } = situation;
  if (now.state !== 'asked') return unasked(situation);
  const found = [
    ...slashes(situation),
    ...verdicts(situation).map((verdict) => verdict.finding),
    ...untried(situation),
    ...missing(situation),
  ];
  return found.length > 0 ? found : unasked(situation);
};

/** What the sync still has to bring, by the finding that is about it. */
export const smokeAwaits = (situation: Smoke): Array<{ target: string; what: string }> =>
  verdicts(situation).flatMap(({ target, pending }) => (pending === null ? [] : [{ target, what: pending }]));
