import { relative, resolve } from 'node:path';
import { readPlanFile, refuseTaken, type ApprovedPlan } from '../refresh/plan/file.ts';
import type { PlanContent } from '../refresh/plan/schema.ts';
import { loadText } from '../text.ts';
import { asWord, namedAgain } from './orgs.ts';

const text = loadText('plan');

/** The flags that a plan is made with; undefined and false: not given. */
type PlanFlags = {
  'plan-file'?: string;
  dir?: string;
  'dry-run': boolean;
  only?: readonly string[];
  skip?: readonly string[];
  'touch-products': boolean;
  'restore-logik': boolean;
};

/** The Logik URLs of the command line. */
export type GivenUrls = { runtimeUrl?: string; administrationUrl?: string };

export type PlanFile = { planFile?: { path: string; command: string }; approved?: ApprovedPlan };

const sameLines = (lines: readonly string[], { options }: PlanContent, isOnly: boolean): boolean => {
  const wanted = lines.map((line) => line.trim());
  if (!isOnly) return wanted.every((line) => !options.lines.some((id) => id === line));
  // org-identity is looked at in any case.
  return [...new Set([...wanted, 'org-identity'])].sort().join() === [...options.lines].sort().join();
};

/**
 * A plan file is applied with the options that it was made with: flags that say otherwise are a mistake of whoever gives
 * them, which nobody should find out afterwards.
 *
 * @throws SfError PlanFlagsError
 */
const refuseOtherOptions = ({ path, content }: ApprovedPlan, flags: PlanFlags, urls: GivenUrls): void => {
  const { options } = content;
  const others = [
    ...(['runtimeUrl', 'administrationUrl'] as const)
      .filter((name) => urls[name] !== undefined && urls[name] !== options[name])
      .map((name) => (name === 'runtimeUrl' ? '--logik-url/--runtime-url' : '--logik-url/--admin-url')),
    ...(flags['touch-products'] && !options.touchProducts ? ['--touch-products'] : []),
    ...(flags['restore-logik'] && !options.restoreLogik ? ['--restore-logik'] : []),
    ...(flags.only && !sameLines(flags.only, content, true) ? ['--only'] : []),
    ...(flags.skip && !sameLines(flags.skip, content, false) ? ['--skip'] : []),
  ];
  if (others.length > 0) throw text.error('PlanFlags', { path, flags: others.join(', ') }, 2);
};

/**
 * What --plan-file means: with --dry-run a place to write the plan to, otherwise a plan to apply. Looked at before an org
 * is asked anything.
 *
 * @param label how the org is called on the command line
 * @throws SfError as {@link readPlanFile} and {@link refuseTaken}; PlanFlagsError
 */
export const planFileOf = async (flags: PlanFlags, urls: GivenUrls, label: string): Promise<PlanFile> => {
  const given = flags['plan-file'];
  if (given === undefined) return {};
  const path = resolve(given);
  if (flags['dry-run']) {
    await refuseTaken(path);
    // From where it is run now: a path of this machine would tell nobody else anything.
    const file = asWord(relative(process.cwd(), path));
    return { planFile: { path, command: text.get('command', { org: namedAgain(label, flags.dir), file }) } };
  }
  const approved = await readPlanFile(path);
  refuseOtherOptions(approved, flags, urls);
  return { approved };
};
