import type { Answers } from '../../checklist/answers/index.ts';
import type { ReadContext } from '../../checklist/item.ts';
import { noLogik } from '../../logik/none.ts';
import type { OrgIdentity } from '../../checklist/identity/orgIdentity/facts.ts';
import type { SandboxNames } from '../../checklist/shared/users/facts.ts';
import type { OrgReader } from '../../salesforce/types.ts';
import { fingerprinter } from './fingerprint.ts';

export const namesOf = ({ sandboxName }: OrgIdentity): SandboxNames => ({ before: sandboxName, now: sandboxName });

/** The source org's catalog is nobody's business: no line compares it. */
const noCatalog = (): never => {
  throw new RangeError('No line reads the catalog of the source org.');
};

/** Nothing is kept of the source org. */
const noStage = (): never => {
  throw new RangeError('No line keeps anything of the source org.');
};

type Run = Pick<ReadContext, 'directory' | 'today'> &
  Partial<Pick<ReadContext, 'catalog' | 'stage' | 'source' | 'logik'>> & { salt: string };

/** What prepare reads with: before a refresh, the sandbox is called what it was called. */
export const contextFor = (
  org: OrgReader,
  answers: Answers,
  identity: OrgIdentity,
  { salt, ...rest }: Run
): Omit<ReadContext, 'facts'> => ({
  // Nobody hands a key to production's environment.
  logik: noLogik,
  catalog: noCatalog,
  stage: noStage,
  org,
  answers,
  names: namesOf(identity),
  fingerprint: fingerprinter(salt),
  ...rest,
});
