import { join, resolve } from 'node:path';
import { Messages } from '@salesforce/core';
import { Flags } from '@salesforce/sf-plugins-core';
import type { Summary } from '../../../checklist/finding.ts';
import type { Finding } from '../../../checklist/item.ts';
import type { OrgIdentity } from '../../../checklist/identity/orgIdentity/facts.ts';
import { browserFlags } from '../../../cli/browserFlags.ts';
import { LogikCommand } from '../../../cli/logikCommand.ts';
import { catalogFlags, catalogRun } from '../../../cli/catalogRun.ts';
import { environmentVariablesSection, exitCodesSection } from '../../../cli/help.ts';
import { logikAccess, logikFlags } from '../../../cli/logikAccess.ts';
import { directoryFor, namedAgain, openTarget } from '../../../cli/orgs.ts';
import { showFindings, showHeader, showLeftOut, showWaited } from '../../../cli/present.ts';
import { selectionFlags } from '../../../cli/selectionFlags.ts';
import { patienceOf, waitFlag, withUsualWait } from '../../../cli/waiting.ts';
import type { Selection } from '../../../refresh/judge/selection.ts';
import { verify } from '../../../refresh/verify/index.ts';
import type { Waited } from '../../../refresh/judge/waited.ts';
import { renderers } from '../../../report/index.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-logik', 'logik.refresh.verify');

export type LogikRefreshVerifyResult = {
  org: OrgIdentity;
  directory: string;
  recognised: string;
  findings: Finding[];
  summary: Summary;
  selection: Selection;
  /** What waiting for Logik's sync came to; null where nobody asked for it. */
  waited: Waited | null;
  files: string[];
};

export default class LogikRefreshVerify extends LogikCommand<LogikRefreshVerifyResult> {
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
    ...waitFlag,
    dir: Flags.string({ summary: messages.getMessage('flags.dir.summary') }),
    'result-format': Flags.option({
      char: 'r',
      options: ['human', 'json', 'junit', 'markdown', 'tap'] as const,
      default: 'human',
      summary: messages.getMessage('flags.result-format.summary'),
      description: messages.getMessage('flags.result-format.description'),
    })(),
    'output-dir': Flags.string({ summary: messages.getMessage('flags.output-dir.summary') }),
    strict: Flags.boolean({ default: false, summary: messages.getMessage('flags.strict.summary') }),
    attest: Flags.string({
      multiple: true,
      summary: messages.getMessage('flags.attest.summary'),
      description: messages.getMessage('flags.attest.description'),
    }),
    unattest: Flags.string({
      multiple: true,
      summary: messages.getMessage('flags.unattest.summary'),
      description: messages.getMessage('flags.unattest.description'),
    }),
  };

  public async run(): Promise<LogikRefreshVerifyResult> {
    const { flags } = await this.parse(LogikRefreshVerify, withUsualWait(this.argv));
    const words = { attest: flags.attest ?? [], unattest: flags.unattest ?? [] };
    const logik = await logikAccess(this, flags);
    const { label, ...org } = await openTarget(flags['target-org'], flags);
    const given = directoryFor(flags.dir, label);
    const output = resolve(flags['output-dir'] ?? join(given, 'reports'));
    const { run, end } = catalogRun(this, flags);
    const { exitCode, refreshed, repairable, refused, ...result } = await verify({
      org: org.reader,
      directory: given,
      ...words,
      strict: flags.strict,
      output,
      catalog: run,
      logik,
      patience: patienceOf(this, flags.wait),
      wanted: flags,
    })
      .finally(end)
      .finally(() => org.close());

    const format = flags['result-format'];
    if (format === 'human') {
      showHeader(this, messages.getMessage('header', [label, result.org.name, result.org.orgId]), result.recognised);
      showFindings(this, result.findings, result.summary);
      showLeftOut(this, result.selection);
      showWaited(this, result.waited);
      this.log('');
      this.log(messages.getMessage('reports', [output]));
      // Lines that hold open no gate while others were left out.
      const isPartial = exitCode === 0 && !result.selection.complete;
      const key = exitCode === 1 && !repairable ? 'byHand' : isPartial ? 'partial' : exitCode;
      const org = namedAgain(label, flags.dir);
      const next = messages.getMessage(`next.${key}`, [key === 0 ? label : org]);
      this.log(refreshed ? next : messages.getMessage('next.notRefreshed', [org]));
    } else {
      this.log(renderers[format].render(result).trimEnd());
    }
    // What was found is done, shown and written by now: it goes along with the error.
    if (refused) throw Object.assign(refused, { data: result });
    process.exitCode = exitCode;
    return result;
  }
}
