import { hostOf } from '../../logik/environmentUrl.ts';
import { isLogikError, type LogikError } from '../../logik/errors.ts';
import type { Blueprint, LogikAdmin } from '../../logik/types.ts';
import { environmentOf, isProductions } from '../environment.ts';
import type { ReadContext } from '../item.ts';
import type { Asked, Deployed, LogikHealthFacts } from './facts.ts';
import { reasonOf } from '../../text.ts';

/** One deployed blueprint is enough, and it most likely is one that somebody works on. */
const BLUEPRINTS_ASKED = 20;
const AT_ONCE = 4;

const NOT_ASKED: Omit<LogikHealthFacts, 'environment' | 'notAsked'> = {
  reach: null,
  runtime: null,
  key: null,
  tables: null,
  blueprints: null,
  deployed: null,
};

const outcomeOf = ({ problem, errorCode }: LogikError): Asked['outcome'] => {
  switch (problem) {
    case 'LogikUnauthorized':
      return 'unauthorized';
    case 'LogikForbidden':
      return 'forbidden';
    case 'LogikNotFound':
      // Where Logik itself words the refusal, the environment is there.
      return errorCode === null ? 'gone' : 'failed';
    case 'LogikRedirected':
      return 'moved';
    case 'LogikCertificate':
      return 'certificate';
    case 'LogikUnreachable':
    case 'LogikTimeout':
      return 'unreachable';
    default:
      return 'failed';
  }
};

/** What came of a question, and what it brought. */
const ask = async <T>(question: Promise<T>): Promise<{ asked: Asked; brought: T | null }> => {
  try {
    return { brought: await question, asked: { outcome: 'answered', detail: null } };
  } catch (error) {
    if (!isLogikError(error)) throw error;
    return { brought: null, asked: { outcome: outcomeOf(error), detail: reasonOf(error) } };
  }
};

const deployedAmong = async (admin: LogikAdmin, blueprints: readonly Blueprint[]): Promise<Deployed> => {
  const latest = blueprints
    .toSorted((one, other) => (other.modified ?? '').localeCompare(one.modified ?? ''))
    .slice(0, BLUEPRINTS_ASKED);
  for (let at = 0; at < latest.length; at += AT_ONCE) {
    const some = latest.slice(at, at + AT_ONCE);
    const answers = await Promise.all(some.map(({ variableName }) => ask(admin.deployments(variableName))));
    const found = answers.findIndex(({ brought }) => (brought ?? 0) > 0);
    if (found >= 0) return { found: some[found].variableName, checked: at + found + 1, unreadable: null };
    const failed = answers.find(({ brought }) => brought === null);
    if (failed) return { found: null, checked: at, unreadable: failed.asked.detail };
  }
  return { found: null, checked: latest.length, unreadable: null };
};

type Inside = Pick<LogikHealthFacts, 'key' | 'tables' | 'blueprints' | 'deployed'>;

/** What the key opens. Only documented reads: what it may write is never tried. */
const lookInside = async (admin: LogikAdmin): Promise<Inside> => {
  const { asked: key } = await ask(admin.probe());
  if (key.outcome !== 'answered') return { key, tables: null, blueprints: null, deployed: null };
  const [{ asked: tables }, { brought: blueprints }] = await Promise.all([
    ask(admin.managedTables()),
    ask(admin.blueprints()),
  ]);
  return {
    key,
    tables,
    blueprints: blueprints && blueprints.map(({ variableName }) => variableName).sort(),
    deployed: blueprints && (await deployedAmong(admin, blueprints)),
  };
};

/**
 * Asks the environment how it is. Nobody is called without a credential, and production's environment never is: a
 * sandbox may name it.
 */
export const gatherLogikHealth = async (context: ReadContext): Promise<LogikHealthFacts> => {
  const { logik } = context;
  const { administrationUrl, runtimeUrl } = await environmentOf(context);
  const environment = administrationUrl ?? runtimeUrl;
  if (environment === null) return { environment, notAsked: 'no-environment', ...NOT_ASKED };
  if (!logik.hasAdminKey && !logik.hasRuntimeToken) return { environment, notAsked: 'no-credential', ...NOT_ASKED };
  if (await isProductions(environment, context)) return { environment, notAsked: 'production', ...NOT_ASKED };
  const other = runtimeUrl !== null && hostOf(runtimeUrl) !== hostOf(environment) ? runtimeUrl : null;
  const admin = logik.admin(environment);
  const [reach, runtime, inside] = await Promise.all([
    logik.reach(environment),
    other === null || (await isProductions(other, context)) ? null : logik.reach(other),
    admin ? lookInside(admin) : undefined,
  ]);
  return {
    ...NOT_ASKED,
    ...inside,
    environment,
    notAsked: null,
    reach,
    runtime: other !== null && runtime !== null ? { url: other, reach: runtime } : null,
  };
};
