import { basename } from 'node:path';
import { Messages } from '@salesforce/core';
import { Flags } from '@salesforce/sf-plugins-core';
import { summarise, type Summary } from '../../../checklist/finding.ts';
import type { Finding } from '../../../checklist/item.ts';
import type { OrgIdentity } from '../../../checklist/identity/orgIdentity/facts.ts';
import { answersAt, environmentUrl, when } from '../../../cli/answers.ts';
import { interruptionOf } from '../../../cli/interruption.ts';
import { LogikCommand } from '../../../cli/logikCommand.ts';
import { approvePlan, showOutcome } from '../../../cli/change.ts';
import { browserFlags } from '../../../cli/browserFlags.ts';
import { catalogFlags, catalogRun } from '../../../cli/catalogRun.ts';
import { environmentVariablesSection, exitCodesSection } from '../../../cli/help.ts';
import { logikAccess, logikFlags } from '../../../cli/logikAccess.ts';
import { directoryFor, labelOf, namedAgain, openTarget } from '../../../cli/orgs.ts';
import { planFileOf } from '../../../cli/planFile.ts';
import { printable } from '../../../literal/printable.ts';
import { showFindings, showList } from '../../../cli/present.ts';
import { selectionFlags } from '../../../cli/selectionFlags.ts';
import { CASE_UPDATE } from '../../../refresh/handOff/caseUpdate.ts';
import type { ChangeResult } from '../../../refresh/write/execute.ts';
import { EXIT } from '../../../refresh/judge/exitCodes.ts';
import { repoint } from '../../../refresh/repoint/index.ts';
import type { Selection } from '../../../refresh/judge/selection.ts';
import { fileLines } from '../../../report/files.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-logik', 'logik.refresh.repoint');

export type LogikRefreshRepointResult = {
  org: OrgIdentity;
  directory: string;
  recognised: string;
  dryRun: boolean;
  changes: ChangeResult[];
  findings: Finding[];
  summary: Summary;
  selection: Selection;
  /** What an approval goes by: the same for the same plan. */
  planHash: string;
  files: string[];
};

export default class LogikRefreshRepoint extends LogikCommand<LogikRefreshRepointResult> {
  public static override readonly summary = messages.getMessage('summary');
  public static override readonly description = messages.getMessage('description');
  public static override readonly examples = messages.getMessages('examples');
  public static override readonly errorCodes = exitCodesSection;
  public static override readonly envVariablesSection = environmentVariablesSection;

  public static override readonly flags = {
    'target-org': Flags.requiredOrg(),
    'api-version': Flags.orgApiVersion(),
    ...browserFlags,
    ...catalogFlags,
    ...selectionFlags,
    ...logikFlags,
    dir: Flags.string({ summary: messages.getMessage('flags.dir.summary') }),
    'logik-url': Flags.string({
      summary: messages.getMessage('flags.logik-url.summary'),
      description: messages.getMessage('flags.logik-url.description'),
    }),
    'runtime-url': Flags.string({ summary: messages.getMessage('flags.runtime-url.summary') }),
    'admin-url': Flags.string({ summary: messages.getMessage('flags.admin-url.summary') }),
    'touch-products': Flags.boolean({
      default: false,
      summary: messages.getMessage('flags.touch-products.summary'),
      description: messages.getMessage('flags.touch-products.description'),
    }),
    'restore-logik': Flags.boolean({
      default: false,
      summary: messages.getMessage('flags.restore-logik.summary'),
      description: messages.getMessage('flags.restore-logik.description'),
    }),
    'dry-run': Flags.boolean({ default: false, summary: messages.getMessage('flags.dry-run.summary') }),
    'plan-file': Flags.string({
      helpValue: 'FILE',
      summary: messages.getMessage('flags.plan-file.summary'),
      description: messages.getMessage('flags.plan-file.description'),
    }),
    'no-prompt': Flags.boolean({ default: false, summary: messages.getMessage('flags.no-prompt.summary') }),
  };

  public async run(): Promise<LogikRefreshRepointResult> {
    const { flags } = await this.parse(LogikRefreshRepoint);
    const url = (flag: 'runtime-url' | 'admin-url'): string | undefined => {
      const name = flags[flag] === undefined ? 'logik-url' : flag;
      return when(flags[name], (value) => environmentUrl(`--${name}`, value));
    };
    const urls = { runtimeUrl: url('runtime-url'), administrationUrl: url('admin-url') };
    const given = answersAt({
      'logik.runtimeUrl': urls.runtimeUrl,
      'logik.administrationUrl': urls.administrationUrl,
    });
    const { planFile, approved: file } = await planFileOf(flags, urls, await labelOf(flags['target-org']));
    // What a plan file names is nobody's word for where a key goes: it lies in a repository.
    const typed = [flags['logik-url'], flags['runtime-url'], flags['admin-url']];
    const logik = await logikAccess(this, flags, { typed, unasked: flags['no-prompt'] });
    const { label, ...org } = await openTarget(flags['target-org'], flags);
    const unasked = flags['dry-run'] || flags['no-prompt'];
    const directory = directoryFor(flags.dir, label);
    const { run, end } = catalogRun(this, flags);
    const { approved, refreshed, exitCode, ...result } = await repoint({
      org,
      directory,
      given,
      dryRun: flags['dry-run'],
      touchProducts: flags['touch-products'],
      restoreLogik: flags['restore-logik'],
      catalog: run,
      logik,
      wanted: flags,
      planFile,
      approved: file,
      interruption: interruptionOf(this),
      approve: (plan, moved) => {
        end();
        return approvePlan(this, plan, { label, directory, unasked, isApproved: file !== undefined, moved });
      },
    })
      .finally(end)
      .finally(() => org.close());
    if (!approved) this.log(messages.getMessage('declined'));
    else if (result.dryRun) this.concludePlan(result, planFile?.command);
    else this.conclude(result, namedAgain(label, flags.dir), { refreshed, exitCode });
    process.exitCode = exitCode;
    return result;
  }

  private concludePlan({ changes, files, planHash }: LogikRefreshRepointResult, command: string | undefined): void {
    if (command === undefined) {
      this.log(messages.getMessage(changes.length > 0 ? 'dryRun' : 'dryRunNothing'));
      return;
    }
    showList(this, messages.getMessage('files'), files);
    this.log('');
    this.log(messages.getMessage('planWritten', [planHash, printable(command)]));
  }

  private conclude(
    { changes, findings, files }: LogikRefreshRepointResult,
    org: string,
    { refreshed, exitCode }: { refreshed: boolean; exitCode: number }
  ): void {
    showOutcome(this, changes);
    const left = findings.filter(({ status }) => status !== 'pass' && status !== 'skip');
    if (left.length > 0) {
      this.styledHeader(messages.getMessage('left'));
      showFindings(this, left, summarise(findings));
    }
    showList(this, messages.getMessage('files'), fileLines(files));
    this.log('');
    const toDo = left.some(({ status }) => status !== 'warn') ? 'next' : 'nextWarned';
    const after = refreshed ? (left.length > 0 ? toDo : 'nextVerify') : 'nextNotRefreshed';
    const key = exitCode === EXIT.interrupted ? 'nextInterrupted' : exitCode === EXIT.failed ? 'nextFailed' : after;
    if (!['next', 'nextWarned', 'nextFailed'].includes(key)) return this.log(messages.getMessage(key, [org]));
    // A run of some lines writes none.
    const hasUpdate = files.some((path) => basename(path) === CASE_UPDATE);
    const update = messages.getMessage(key === 'nextWarned' ? 'sendUpdateOpen' : 'sendUpdate');
    this.log(messages.getMessage(key, [hasUpdate ? ` ${update}` : '', org]));
  }
}
