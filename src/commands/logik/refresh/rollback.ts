import { Messages } from '@salesforce/core';
import { Flags } from '@salesforce/sf-plugins-core';
import type { Summary } from '../../../checklist/finding.ts';
import type { Finding } from '../../../checklist/item.ts';
import type { OrgIdentity } from '../../../checklist/identity/orgIdentity/facts.ts';
import { approvePlan, showOutcome } from '../../../cli/change.ts';
import { interruptionOf } from '../../../cli/interruption.ts';
import { LogikCommand } from '../../../cli/logikCommand.ts';
import { browserFlags } from '../../../cli/browserFlags.ts';
import { environmentVariablesSection, exitCodesSection } from '../../../cli/help.ts';
import { logikAccess, logikFlags } from '../../../cli/logikAccess.ts';
import { directoryFor, namedAgain, openTarget } from '../../../cli/orgs.ts';
import { showFindings } from '../../../cli/present.ts';
import { EXIT } from '../../../refresh/judge/exitCodes.ts';
import type { ChangeResult } from '../../../refresh/write/execute.ts';
import { rollback } from '../../../refresh/rollback/index.ts';
import type { RunToUndo } from '../../../refresh/rollback/undo.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-logik', 'logik.refresh.rollback');

export type LogikRefreshRollbackResult = {
  org: OrgIdentity;
  directory: string;
  recognised: string;
  dryRun: boolean;
  changes: ChangeResult[];
  findings: Finding[];
  summary: Summary;
  /** The same for the same plan. */
  planHash: string;
  /** The runs of repoint that are taken back, the newest first. */
  runs: RunToUndo[];
  files: string[];
};

export default class LogikRefreshRollback extends LogikCommand<LogikRefreshRollbackResult> {
  public static override readonly summary = messages.getMessage('summary');
  public static override readonly description = messages.getMessage('description');
  public static override readonly examples = messages.getMessages('examples');
  public static override readonly errorCodes = exitCodesSection;
  public static override readonly envVariablesSection = environmentVariablesSection;

  public static override readonly flags = {
    'target-org': Flags.requiredOrg(),
    'api-version': Flags.orgApiVersion(),
    ...browserFlags,
    ...logikFlags,
    dir: Flags.string({ summary: messages.getMessage('flags.dir.summary') }),
    'dry-run': Flags.boolean({ default: false, summary: messages.getMessage('flags.dry-run.summary') }),
    'last-run': Flags.boolean({
      default: false,
      summary: messages.getMessage('flags.last-run.summary'),
      description: messages.getMessage('flags.last-run.description'),
    }),
    'no-prompt': Flags.boolean({ default: false, summary: messages.getMessage('flags.no-prompt.summary') }),
  };

  public async run(): Promise<LogikRefreshRollbackResult> {
    const { flags } = await this.parse(LogikRefreshRollback);
    const logik = await logikAccess(this, flags, { unasked: flags['no-prompt'] });
    const { label, ...org } = await openTarget(flags['target-org'], flags);
    const unasked = flags['dry-run'] || flags['no-prompt'];
    const directory = directoryFor(flags.dir, label);
    const { approved, exitCode, ...result } = await rollback({
      org,
      directory,
      dryRun: flags['dry-run'],
      logik,
      lastRun: flags['last-run'],
      interruption: interruptionOf(this),
      approve: (plan, moved) => approvePlan(this, plan, { label, directory, unasked, moved }),
    }).finally(() => org.close());
    const again = namedAgain(label, flags.dir);
    if (!approved) this.log(messages.getMessage('declined'));
    else if (result.dryRun) this.log(messages.getMessage('dryRun', [again]));
    else showOutcome(this, result.changes);
    if (result.findings.length > 0) {
      this.styledHeader(messages.getMessage('left'));
      showFindings(this, result.findings, result.summary);
    }
    const back = result.changes.some(({ severity, outcome }) => severity === 'critical' && outcome === 'applied');
    if (back) this.log(messages.getMessage('production', [label, again]));
    if (exitCode === EXIT.interrupted) this.log(messages.getMessage('interrupted', [again]));
    process.exitCode = exitCode;
    return result;
  }
}
