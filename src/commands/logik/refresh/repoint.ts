import { Messages } from '@salesforce/core';
import { Flags, SfCommand } from '@salesforce/sf-plugins-core';
import { summarise, type Summary } from '../../../checklist/finding.ts';
import type { Finding } from '../../../checklist/item.ts';
import type { OrgIdentity } from '../../../checklist/orgIdentity/facts.ts';
import { answersAt, environmentUrl } from '../../../cli/answers.ts';
import { canAsk } from '../../../cli/ask.ts';
import { environmentVariablesSection, exitCodesSection } from '../../../cli/help.ts';
import { directoryFor, openTarget } from '../../../cli/orgs.ts';
import { showChanges, showFindings, showList } from '../../../cli/present.ts';
import { repoint, type ChangeResult, type Plan } from '../../../refresh/repoint.ts';
import { loadText } from '../../../text.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-logik', 'logik.refresh.repoint');
const text = loadText('refresh');

export type LogikRefreshRepointResult = {
  org: OrgIdentity;
  directory: string;
  recognised: string;
  dryRun: boolean;
  changes: ChangeResult[];
  findings: Finding[];
  summary: Summary;
  files: string[];
};

/** How long the question stands before it counts as a no. */
const QUESTION_MS = 300_000;

export default class LogikRefreshRepoint extends SfCommand<LogikRefreshRepointResult> {
  public static override readonly summary = messages.getMessage('summary');
  public static override readonly description = messages.getMessage('description');
  public static override readonly examples = messages.getMessages('examples');
  public static override readonly errorCodes = exitCodesSection;
  public static override readonly envVariablesSection = environmentVariablesSection;

  public static override readonly flags = {
    'target-org': Flags.requiredOrg(),
    'api-version': Flags.orgApiVersion(),
    dir: Flags.string({ summary: messages.getMessage('flags.dir.summary') }),
    'logik-url': Flags.string({
      summary: messages.getMessage('flags.logik-url.summary'),
      description: messages.getMessage('flags.logik-url.description'),
    }),
    'runtime-url': Flags.string({ summary: messages.getMessage('flags.runtime-url.summary') }),
    'admin-url': Flags.string({ summary: messages.getMessage('flags.admin-url.summary') }),
    'dry-run': Flags.boolean({ default: false, summary: messages.getMessage('flags.dry-run.summary') }),
    'no-prompt': Flags.boolean({ default: false, summary: messages.getMessage('flags.no-prompt.summary') }),
  };

  public async run(): Promise<LogikRefreshRepointResult> {
    const { flags } = await this.parse(LogikRefreshRepoint);
    const url = (flag: 'runtime-url' | 'admin-url'): string | undefined => {
      const [name, value] = flags[flag] === undefined ? ['logik-url', flags['logik-url']] : [flag, flags[flag]];
      return value === undefined ? undefined : environmentUrl(`--${name}`, value);
    };
    const given = answersAt({ 'logik.runtimeUrl': url('runtime-url'), 'logik.administrationUrl': url('admin-url') });
    const org = await openTarget(flags['target-org'], flags['api-version']);
    const { approved, exitCode, ...result } = await repoint({
      org,
      directory: directoryFor(flags.dir, org.label),
      given,
      dryRun: flags['dry-run'],
      approve: (plan) => this.approve(plan, org.label, flags['dry-run'] || flags['no-prompt']),
    });
    this.conclude({ approved, label: org.label, ...result });
    process.exitCode = exitCode;
    return result;
  }

  /** Shows the plan, and asks where somebody has to be asked. */
  private async approve({ org, recognised, changes }: Plan, label: string, unasked: boolean): Promise<boolean> {
    this.styledHeader(messages.getMessage('header', [label, org.name, org.orgId]));
    this.log(recognised);
    this.log('');
    if (changes.length === 0) {
      this.log(messages.getMessage('nothing'));
      return true;
    }
    this.styledHeader(messages.getMessage('plan', [changes.length]));
    showChanges(this, changes);
    if (unasked || this.jsonEnabled()) return true;
    if (!canAsk(false)) throw text.error('CannotAsk', {}, 2);
    return this.confirm({ message: messages.getMessage('confirm', [changes.length, label]), ms: QUESTION_MS });
  }

  private conclude(done: LogikRefreshRepointResult & { approved: boolean; label: string }): void {
    const { approved, dryRun, changes, findings, files, label } = done;
    if (!approved) {
      this.log(messages.getMessage('declined'));
      return;
    }
    if (dryRun) {
      this.log(messages.getMessage('dryRun', [label]));
      return;
    }
    const applied = changes.filter(({ outcome }) => outcome === 'applied').length;
    if (applied > 0) this.logSuccess(messages.getMessage('applied', [applied, changes.length]));
    if (applied < changes.length) {
      this.styledHeader(messages.getMessage('failed'));
      const open = changes.filter(({ outcome }) => outcome !== 'applied');
      showChanges(this, open);
      for (const { target, error } of open) this.log(`${target}: ${error}`);
    }
    const left = findings.filter(({ status }) => status !== 'pass' && status !== 'skip');
    if (left.length > 0) {
      this.styledHeader(messages.getMessage('left'));
      showFindings(this, left, summarise(findings));
    }
    showList(this, messages.getMessage('files'), files);
    this.log('');
    this.log(messages.getMessage('next', [label]));
  }
}
