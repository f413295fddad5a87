import { Messages } from '@salesforce/core';
import { Flags } from '@salesforce/sf-plugins-core';
import { summarise, type Summary } from '../../../checklist/finding.ts';
import type { Finding } from '../../../checklist/item.ts';
import type { OrgIdentity } from '../../../checklist/identity/orgIdentity/facts.ts';
import {
  answersAt,
  answersFrom,
  currentHosts,
  hostName,
  myDomain,
  newOrgId,
  refreshDate,
  runtimeClients,
  when,
} from '../../../cli/answers.ts';
import { LogikCommand } from '../../../cli/logikCommand.ts';
import { asking, canAsk } from '../../../cli/ask.ts';
import { browserFlags } from '../../../cli/browserFlags.ts';
import { catalogFlags, catalogRun } from '../../../cli/catalogRun.ts';
import { environmentVariablesSection, exitCodesSection } from '../../../cli/help.ts';
import { logikAccess, logikFlags } from '../../../cli/logikAccess.ts';
import { directoryFor, keptName, namedOrg, openTarget } from '../../../cli/orgs.ts';
import { showFindings, showHeader, showLeftOut, showList } from '../../../cli/present.ts';
import { selectionFlags } from '../../../cli/selectionFlags.ts';
import { caseTemplates } from '../../../refresh/handOff/caseFiles.ts';
import { printable } from '../../../literal/printable.ts';
import type { Verdict } from '../../../refresh/judge/gate.ts';
import { prepare } from '../../../refresh/prepare/index.ts';
import type { Selection } from '../../../refresh/judge/selection.ts';
import type { OrgReader } from '../../../salesforce/types.ts';
import { fileLines } from '../../../report/files.ts';

Messages.importMessagesDirectoryFromMetaUrl(import.meta.url);
const messages = Messages.loadMessages('sf-plugin-logik', 'logik.refresh.prepare');

export type LogikRefreshPrepareResult = {
  org: OrgIdentity;
  directory: string;
  findings: Finding[];
  summary: Summary;
  selection: Selection;
  /** True: no support case may be sent, and none was written; the findings say why. */
  caseWithheld: boolean;
  files: string[];
};

const listed = (findings: readonly Finding[]): string =>
  findings.map(({ item, target }) => `${item}: ${target}`).join('; ');

const gateLine = ({ shut, left }: Verdict): string => {
  if (shut.length > 0) return messages.getMessage('gate.shut', [listed([...shut, ...left])]);
  return left.length > 0 ? messages.getMessage('gate.left', [listed(left)]) : messages.getMessage('gate.open');
};

export default class LogikRefreshPrepare extends LogikCommand<LogikRefreshPrepareResult> {
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
    'refresh-date': Flags.string({ char: 'd', summary: messages.getMessage('flags.refresh-date.summary') }),
    'data-strategy': Flags.option({
      options: ['repoint', 'decommission'] as const,
      summary: messages.getMessage('flags.data-strategy.summary'),
      description: messages.getMessage('flags.data-strategy.description'),
    })(),
    'logik-admin-user': Flags.string({
      multiple: true,
      summary: messages.getMessage('flags.logik-admin-user.summary'),
    }),
    'new-host': Flags.string({ summary: messages.getMessage('flags.new-host.summary') }),
    'new-org-id': Flags.string({ summary: messages.getMessage('flags.new-org-id.summary') }),
    'new-my-domain': Flags.string({ summary: messages.getMessage('flags.new-my-domain.summary') }),
    'source-org': Flags.string({
      summary: messages.getMessage('flags.source-org.summary'),
      description: messages.getMessage('flags.source-org.description'),
    }),
    'current-host': Flags.string({
      multiple: true,
      summary: messages.getMessage('flags.current-host.summary'),
      description: messages.getMessage('flags.current-host.description'),
    }),
    'confirm-decommission': Flags.string({
      summary: messages.getMessage('flags.confirm-decommission.summary'),
      description: messages.getMessage('flags.confirm-decommission.description'),
    }),
    'refresh-token-user': Flags.string({ summary: messages.getMessage('flags.refresh-token-user.summary') }),
    'runtime-client': Flags.string({
      multiple: true,
      summary: messages.getMessage('flags.runtime-client.summary'),
      description: messages.getMessage('flags.runtime-client.description'),
    }),
    gate: Flags.boolean({
      summary: messages.getMessage('flags.gate.summary'),
      description: messages.getMessage('flags.gate.description'),
    }),
    'output-dir': Flags.string({ aliases: ['dir'], summary: messages.getMessage('flags.output-dir.summary') }),
    'case-template': Flags.file({
      multiple: true,
      exists: true,
      summary: messages.getMessage('flags.case-template.summary'),
      description: messages.getMessage('flags.case-template.description'),
    }),
    'tenant-object': Flags.string({ summary: messages.getMessage('flags.tenant-object.summary') }),
    'runtime-url-field': Flags.string({ summary: messages.getMessage('flags.runtime-url-field.summary') }),
    'admin-url-field': Flags.string({ summary: messages.getMessage('flags.admin-url-field.summary') }),
  };

  public async run(): Promise<LogikRefreshPrepareResult> {
    const { flags } = await this.parse(LogikRefreshPrepare);
    const today = new Date().toISOString().slice(0, 10);
    const host = (flag: 'new-host' | 'confirm-decommission'): string | undefined =>
      when(flags[flag], (value) => hostName(`--${flag}`, value));
    const given = answersFrom({
      'refresh.date': () => when(flags['refresh-date'], (day) => refreshDate(day, today)),
      'refresh.dataStrategy': () => flags['data-strategy'],
      'refresh.newOrgId': () => when(flags['new-org-id'], newOrgId),
      'refresh.newMyDomain': () => when(flags['new-my-domain'], (url) => myDomain('--new-my-domain', url)),
      'refresh.confirmDecommission': () => host('confirm-decommission'),
      'logik.currentHost': () => flags['current-host'] && currentHosts(flags['current-host']),
      'logik.newHost': () => host('new-host'),
      'logik.adminUsers': () => flags['logik-admin-user'],
      'logik.refreshTokenUser': () => flags['refresh-token-user'],
      'logik.runtimeClients': () => flags['runtime-client'] && runtimeClients(flags['runtime-client']),
      'logik.tenant.object': () => flags['tenant-object'],
      'logik.tenant.runtimeUrlField': () => flags['runtime-url-field'],
      'logik.tenant.administrationUrlField': () => flags['admin-url-field'],
    });
    const typed = [...(flags['current-host'] ?? []), flags['new-host'], flags['confirm-decommission']];
    const logik = await logikAccess(this, flags, { typed });
    const target = await openTarget(flags['target-org'], flags);
    const open = [target];
    const openSource = async (
      place: string,
      alias: string
    ): Promise<{ reader: OrgReader; kept: string | undefined }> => {
      const named = await namedOrg(place, alias);
      const source = await openTarget(named, { ...flags, 'browser-trace': undefined });
      open.push(source);
      return { reader: source.reader, kept: await keptName(named) };
    };
    const source =
      flags['source-org'] === undefined ? undefined : await openSource('--source-org', flags['source-org']);
    const directory = directoryFor(flags['output-dir'], target.label);
    const { run, end } = catalogRun(this, flags);
    const { org, findings, selection, files, caseText, verdict, exitCode } = await prepare({
      org: target.reader,
      source: source?.reader,
      openSource: async (place, alias) => (await openSource(place, alias)).reader,
      directory,
      given: [...given, ...answersAt({ 'refresh.sourceOrg': source?.kept })],
      ask: canAsk(this.jsonEnabled()) ? asking(today) : undefined,
      templates: caseTemplates(flags['case-template'] ?? []),
      today,
      catalog: run,
      logik,
      gate: flags.gate,
      wanted: flags,
    })
      .finally(end)
      .finally(() => Promise.all(open.map((each) => each.close())));
    const summary = summarise(findings);
    showHeader(this, messages.getMessage('header', [target.label, org.name, org.orgId]));
    showFindings(this, findings, summary, 'gathered');
    showLeftOut(this, selection, 'gathered');
    // A run of some lines is no reason to send the case again; its files are written all the same.
    if (caseText === null) {
      showList(
        this,
        messages.getMessage('noCase'),
        verdict.withheld.map(({ target: of, hint }) => `${of}: ${hint}`)
      );
    } else if (selection.complete) showList(this, messages.getMessage('case'), caseText.trimEnd().split('\n'));
    showList(this, messages.getMessage('files'), fileLines(files));
    this.log('');
    if (flags.gate) this.log(printable(gateLine(verdict)));
    const keeps = findings.some(({ item }) => item === 'test-users' || item === 'records');
    const next = selection.leftOut.some(({ recordedAt }) => recordedAt === null)
      ? 'nextNotRecorded'
      : keeps
        ? 'nextKept'
        : 'next';
    const then = summary.fail > 0 ? 'nextFailed' : next;
    this.log(messages.getMessage(caseText === null ? 'nextNoCase' : then, [target.label, directory]));
    process.exitCode = exitCode;
    return { org, directory, findings, summary, selection, caseWithheld: caseText === null, files };
  }
}
