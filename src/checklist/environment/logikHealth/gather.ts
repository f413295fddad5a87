import { hostOf } from '../../../logik/environmentUrl.ts';
import { isLogikError, type LogikError } from '../../../logik/errors.ts';
import type { Blueprint, LogikAdmin } from '../../../logik/types.ts';
import { environmentOf, isProductions } from '../../shared/environment.ts';
import type { ReadContext } from '../../item.ts';
import type { RuntimeSmokeFacts } from '../runtimeSmoke/facts.ts';
import type { Asked, History, LogikHealthFacts } from './facts.ts';
import { reasonOf } from '../../../text.ts';

/** One blueprint that was deployed is enough, and it most likely is one that somebody works on. */
const BLUEPRINTS_ASKED = 20;
const AT_ONCE = 4;

const NOT_ASKED: Omit<LogikHealthFacts, 'environment' | 'notAsked'> = {
  reach: null,
  runtime: null,
  key: null,
  tables: null,
  blueprints: null,
  history: null,
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
    const { movedTo, errorCode } = error;
    const asked = {
      outcome: outcomeOf(error),
      detail: reasonOf(error),
      ...(movedTo ? { movedTo } : {}),
      ...(errorCode === null ? {} : { worded: true as const }),
    };
    return { brought: null, asked };
  }
};

const deniedBy = ({ outcome }: Asked): boolean => outcome === 'forbidden' || outcome === 'unauthorized';

/** Reading the history needs Deploy, which the key need not have. */
const historyOf = async (admin: LogikAdmin, blueprints: readonly Blueprint[]): Promise<History> => {
  const recent = blueprints
    .toSorted((one, other) => (other.modified ?? '').localeCompare(one.modified ?? ''))
    .slice(0, BLUEPRINTS_ASKED);
  const none = { latest: null, checked: 0, denied: false, unreadable: null };
  for (let at = 0; at < recent.length; at += AT_ONCE) {
    const some = recent.slice(at, at + AT_ONCE);
    const answers = await Promise.all(
      some.map(async ({ variableName }) => ({ variableName, ...(await ask(admin.lastDeployment(variableName))) }))
    );
    const found = answers.find(({ brought }) => brought !== null);
    if (found)
      return {
        ...none,
        latest: { blueprint: found.variableName, at: found.brought?.at ?? null },
        checked: at + some.length,
      };
    const failed = answers.find(({ asked }) => asked.outcome !== 'answered');
    if (failed) return { ...none, checked: at, denied: deniedBy(failed.asked), unreadable: failed.asked.detail };
  }
  return { ...none, checked: recent.length };
};

/** What this very run opened; nothing where the line that does it is left out. */
const openedIn = async ({ facts }: ReadContext): Promise<string[]> => {
  const smoke = (await facts('runtime-smoke')) as RuntimeSmokeFacts | undefined;
  const opened = (smoke?.attempts ?? []).filter(({ outcome }) => outcome === 'opened');
  return [...new Set(opened.map(({ product }) => product))];
};

type Inside = Pick<LogikHealthFacts, 'key' | 'tables' | 'blueprints' | 'history'>;

/** What the key opens. Only documented reads: what it may write is never tried. */
const lookInside = async (admin: LogikAdmin): Promise<Inside> => {
  const { asked: key } = await ask(admin.probe());
  if (key.outcome !== 'answered') return { key, tables: null, blueprints: null, history: null };
  const [{ asked: tables }, { brought: blueprints }, isOpen] = await Promise.all([
    ask(admin.managedTables()),
    ask(admin.blueprints()),
    admin.opensToAll(),
  ]);
  return {
    key: isOpen ? { ...key, openToAll: true } : key,
    tables,
    blueprints: blueprints && blueprints.map(({ variableName }) => variableName).sort(),
    history: blueprints && (await historyOf(admin, blueprints)),
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
  const withheld = logik.hasAdminKey ? await logik.withheld('admin', environment) : null;
  const admin = withheld === null ? logik.admin(environment) : null;
  const [opened, reach, runtime, inside] = await Promise.all([
    openedIn(context),
    logik.reach(environment),
    other === null || (await isProductions(other, context)) ? null : logik.reach(other),
    admin ? lookInside(admin) : undefined,
  ]);
  return {
    ...NOT_ASKED,
    ...inside,
    ...(withheld === null ? {} : { withheld }),
    ...(opened.length > 0 ? { opened } : {}),
    environment,
    notAsked: null,
    reach,
    runtime: other !== null && runtime !== null ? { url: other, reach: runtime } : null,
  };
};
