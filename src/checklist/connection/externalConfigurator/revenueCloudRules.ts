import { loadText } from '../../../text.ts';
import { finding } from '../../finding.ts';
import type { Change, Finding, Scalar, Situation, Write } from '../../item.ts';
import type { ExternalConfiguratorFacts } from './facts.ts';
import { ASSIGNMENT, FLOW, lookupOf, TYPE_FIELD } from './revenueCloud.ts';
import type { ConfigurationFlow, FlowAssignment, RevenueCloudFacts, Subject } from './revenueCloudFacts.ts';

const text = loadText('checklist.revenue-cloud');
const ID = 'external-configurator';

/** Salesforce's reference: the status of a flow in use, of a new one, and the usual type of an assignment. */
const ACTIVE = 'Active';
const DRAFT = 'Draft';
const PRIMARY = 'PrimaryConfiguratorFlow';

/** How many names one finding tells. */
const SAMPLE = 5;

type Here = Situation<ExternalConfiguratorFacts>;
type Sides = { before: RevenueCloudFacts; now: RevenueCloudFacts };

const words = ({ isDefault, status }: Pick<ConfigurationFlow, 'isDefault' | 'status'>): string =>
  text.get(isDefault ? 'flow.default' : 'flow.other', { status: status ?? DRAFT });

const flowTarget = (identifier: string): string => text.get('target.flow', { flow: identifier });

/** One record for each identifier: of several, the default one, then one in use. */
const flowsOf = ({ flows }: RevenueCloudFacts): Map<string, ConfigurationFlow> => {
  const rank = ({ isDefault, status }: ConfigurationFlow): number => (isDefault ? 2 : 0) + (status === ACTIVE ? 1 : 0);
  return new Map(flows.toSorted((one, other) => rank(one) - rank(other)).map((flow) => [flow.identifier, flow]));
};

/** One flow that the sandbox had and that matters: as it was, as it is, and whether the org lacks the flow itself. */
type FlowLine = { was: ConfigurationFlow; is: ConfigurationFlow | undefined; isGone: boolean };

/** A flow that was there before and is not now; where either could not be read, nobody knows. */
const isGone = ({ before, now }: Sides, identifier: string): boolean =>
  now.definitions !== null &&
  before.definitions?.some(({ name }) => name === identifier) === true &&
  !now.definitions.some(({ name }) => name === identifier);

const flowLines = (sides: Sides): FlowLine[] => {
  const assigned = new Set((sides.before.assignments ?? []).map(({ flow }) => flow));
  const now = flowsOf(sides.now);
  return [...flowsOf(sides.before).values()]
    .filter(({ identifier, isDefault, status }) => isDefault || status === ACTIVE || assigned.has(identifier))
    .map((was) => ({ was, is: now.get(was.identifier), isGone: isGone(sides, was.identifier) }));
};

/** Flows that are the default now and were not, nor are among the lines: they came with the refresh. */
const otherDefaults = ({ now }: Sides, lines: readonly FlowLine[]): ConfigurationFlow[] => {
  const known = new Set(lines.map(({ was }) => was.identifier));
  return now.flows.filter(({ identifier, isDefault }) => isDefault && !known.has(identifier));
};

const isSame = ({ was, is }: FlowLine): boolean =>
  is !== undefined && is.isDefault === was.isDefault && (is.status ?? DRAFT) === (was.status ?? DRAFT);

const flowFinding = (line: FlowLine, { now }: Sides): Finding => {
  const { was, is } = line;
  const target = flowTarget(was.identifier);
  const values = { expected: words(was), actual: is ? words(is) : null };
  if (line.isGone) {
    const hint = text.get('hint.flowGone', { flow: was.identifier });
    return finding(ID, target, 'manual', { ...values, hint });
  }
  // The record of a flow is no proof that the flow is there.
  if (isSame(line) && now.definitions === null)
    return finding(ID, target, 'warn', { ...values, hint: text.get('hint.definitionsUnread') });
  return isSame(line)
    ? finding(ID, target, 'pass', values)
    : finding(ID, target, 'fail', { ...values, hint: text.get(is ? 'hint.flowDiffers' : 'hint.flowMissing') });
};

/** What production's default is: what stands in the sandbox after a refresh is a copy of it. */
const isProductions = ({ production }: Here, identifier: string): boolean =>
  production?.revenueCloud?.flows.some((flow) => flow.isDefault && flow.identifier === identifier) === true;

const otherDefaultFinding = (flow: ConfigurationFlow, here: Here): Finding =>
  finding(ID, flowTarget(flow.identifier), 'fail', {
    expected: text.get('flow.notDefault'),
    actual: words(flow),
    hint: text.get(isProductions(here, flow.identifier) ? 'hint.productionsDefault' : 'hint.otherDefault'),
  });

const typeOf = ({ type }: FlowAssignment): string => type ?? PRIMARY;

const isSubject = (one: Subject, other: Subject): boolean =>
  one.object === other.object && one.field === other.field && one.value === other.value;

/** The IDs that a recorded product or classification has now; undefined where they could not be read. */
const idsNow = ({ now }: Sides, subject: Subject): string[] | undefined =>
  now.found.find((each) => isSubject({ ...each, id: '' }, subject))?.ids;

/** IDs of 15 and of 18 characters name the same record. */
const isSameId = (one: string, other: string): boolean => one.slice(0, 15) === other.slice(0, 15);

/**
 * Whether several things of before, assigned or not, had the value by which this one was recorded: then it tells none of
 * them apart. Of what an earlier version recorded, only what was assigned is known.
 */
const isShared = ({ before }: Sides, recorded: Subject): boolean =>
  recorded.unique === false ||
  (before.assignments ?? []).some(({ subject }) => isSubject(subject, recorded) && !isSameId(subject.id, recorded.id));

/**
 * Whether something of now is for a recorded product or classification, whatever tells it apart there. Where several have
 * the recorded value, now or before, the ID alone tells; what has it now could not always be read: then the value does.
 */
const isFor = (sides: Sides, { subject }: FlowAssignment, recorded: Subject): boolean => {
  if (subject.object !== recorded.object) return false;
  const ids = idsNow(sides, recorded);
  if (isShared(sides, recorded) || (ids !== undefined && ids.length > 1)) return isSameId(subject.id, recorded.id);
  return ids === undefined ? isSubject(subject, recorded) : ids.some((id) => isSameId(id, subject.id));
};

type AssignmentLine = {
  was: FlowAssignment;
  isThere: boolean;
  /** What it is for, as it is called now; undefined where that is not one thing. */
  id: string | undefined;
  /** Why it is not put back; null where it is. */
  obstacle: 'unread' | 'gone' | 'several' | 'shared' | 'flow' | null;
};

const assignmentLines = (sides: Sides, flows: readonly FlowLine[]): AssignmentLine[] => {
  const gone = new Set(flows.filter((line) => line.isGone).map(({ was }) => was.identifier));
  return (sides.before.assignments ?? []).map((was) => {
    const isThere = (sides.now.assignments ?? []).some(
      (is) => is.flow === was.flow && typeOf(is) === typeOf(was) && isFor(sides, is, was.subject)
    );
    const ids = idsNow(sides, was.subject);
    const shared = isShared(sides, was.subject);
    const same = ids?.find((one) => isSameId(one, was.subject.id));
    const id = same ?? (ids?.length === 1 && !shared ? ids[0] : undefined);
    const unclear = ids !== undefined && ids.length > 1 ? 'several' : 'shared';
    const found = ids === undefined ? 'unread' : ids.length === 0 ? 'gone' : id === undefined ? unclear : null;
    return { was, isThere, id, obstacle: gone.has(was.flow) ? 'flow' : found };
  });
};

const assignmentTarget = ({ flow, type, subject }: FlowAssignment): string =>
  text.get(type === null || type === PRIMARY ? 'target.assignment' : 'target.assignmentOfType', {
    flow,
    type: type ?? PRIMARY,
    subject: subject.value,
  });

const named = (list: readonly FlowAssignment[]): string =>
  [...new Set(list.map(({ subject, flow }) => `${subject.value} → ${flow}`))].slice(0, SAMPLE).join(', ') +
  (list.length > SAMPLE ? ', …' : '');

const missingFinding = ({ was, obstacle }: AssignmentLine): Finding =>
  finding(ID, assignmentTarget(was), obstacle === null ? 'fail' : 'manual', {
    expected: text.get('assignment.assigned'),
    actual: text.get('assignment.missing'),
    hint: text.get(obstacle === null ? 'hint.assignmentMissing' : `hint.assignment.${obstacle}`, {
      subject: was.subject.value,
      field: was.subject.field,
      flow: was.flow,
    }),
  });

/** What points to another flow than it did: nothing is deleted, so that is for people. */
const elsewhere = (sides: Sides): Finding[] => {
  const { before, now } = sides;
  if (before.assignments === null || now.assignments === null) return [];
  const recorded = before.assignments;
  const extra = now.assignments.filter(
    (is) => !recorded.some((was) => was.flow === is.flow && typeOf(was) === typeOf(is) && isFor(sides, is, was.subject))
  );
  const redirected = extra.map((is) => ({
    is,
    was: recorded.find((was) => typeOf(was) === typeOf(is) && isFor(sides, is, was.subject)),
  }));
  const news = redirected.filter(({ was }) => was === undefined).map(({ is }) => is);
  return [
    ...redirected.flatMap(({ is, was }) =>
      was === undefined
        ? []
        : [
            finding(ID, assignmentTarget(is), 'manual', {
              expected: text.get('assignment.none'),
              actual: text.get('assignment.assigned'),
              hint: text.get('hint.assignmentElsewhere', {
                subject: is.subject.value,
                flow: is.flow,
                recorded: was.flow,
              }),
            }),
          ]
    ),
    ...(news.length === 0
      ? []
      : [
          finding(ID, text.get('target.newAssignments'), 'warn', {
            actual: news.length,
            hint: text.get('hint.newAssignments', { list: named(news) }),
          }),
        ]),
  ];
};

const assignmentFindings = (sides: Sides, flows: readonly FlowLine[]): Finding[] => {
  const { before, now } = sides;
  const target = text.get('target.assignments');
  if (before.assignments === null) {
    const hint = text.get('hint.assignmentsNotRecorded', { reason: before.assignmentsUnreadable ?? '' });
    return [finding(ID, target, 'manual', { actual: now.assignments?.length ?? null, hint })];
  }
  if (now.assignments === null) {
    const hint = text.get('hint.assignmentsUnread', { reason: now.assignmentsUnreadable ?? '' });
    return [finding(ID, target, 'manual', { expected: before.assignments.length, hint })];
  }
  const lines = assignmentLines(sides, flows);
  const there = lines.filter(({ isThere }) => isThere).length;
  const counts = { expected: text.get('assignments.recorded', { count: lines.length }), actual: there };
  // What prepare could not keep is not among the lines.
  const count = before.withoutSubject;
  const all =
    count > 0
      ? finding(ID, target, 'warn', { ...counts, hint: text.get('hint.withoutSubject', { count }) })
      : finding(ID, target, 'pass', counts);
  return [
    ...(there === 0 && lines.length > 0 && count === 0 ? [] : [all]),
    ...lines.filter(({ isThere }) => !isThere).map(missingFinding),
    ...elsewhere(sides),
  ];
};

/** Both sides of the comparison, or what is to be said instead of it. */
const sidesOf = ({ before, now }: Here): Sides | Finding[] | undefined => {
  const [was, is] = [before?.revenueCloud, now.revenueCloud];
  const target = text.get('target.all');
  if (was && !is) return [finding(ID, target, 'fail', { hint: text.get('hint.objectGone') })];
  if (!is) return undefined;
  // Nothing was read before the refresh: that is told of the whole line.
  if (before === undefined) return [];
  if (was === null || before.cpqVersion !== null)
    return [finding(ID, target, 'skip', { hint: text.get('hint.notBefore') })];
  if (was === undefined) return [finding(ID, target, 'manual', { hint: text.get('hint.notRecorded') })];
  if (was.unreadable !== null) {
    return [finding(ID, target, 'manual', { hint: text.get('hint.flowsNotRecorded', { reason: was.unreadable }) })];
  }
  if (is.unreadable !== null)
    return [finding(ID, target, 'manual', { hint: text.get('hint.flowsUnread', { reason: is.unreadable }) })];
  return { before: was, now: is };
};

const definitionHint = (
  { identifier, status }: ConfigurationFlow,
  { definitions }: RevenueCloudFacts
): string | null => {
  if (status !== ACTIVE) return text.get('hint.notActive');
  if (definitions === null) return text.get('hint.definitionsUnread');
  const known = definitions.find(({ name }) => name === identifier);
  if (!known) return text.get('hint.noDefinition', { flow: identifier });
  return known.active ? null : text.get('hint.inactiveDefinition', { flow: identifier });
};

/** Before the refresh: which flow is the default, and that it can be used; undefined without Revenue Cloud. */
export const surveyRevenueCloud = ({ revenueCloud: now }: ExternalConfiguratorFacts): Finding[] | undefined => {
  if (!now) return undefined;
  if (now.unreadable !== null) {
    const hint = text.get('hint.survey.unread', { reason: now.unreadable });
    return [finding(ID, text.get('target.all'), 'warn', { hint })];
  }
  const defaults = now.flows.filter(({ isDefault }) => isDefault);
  const unread = now.assignments === null;
  const target = text.get('target.assignments');
  return [
    ...(defaults.length === 0
      ? [finding(ID, text.get('target.default'), 'warn', { hint: text.get('hint.noDefault') })]
      : defaults.map((flow) => {
          const hint = definitionHint(flow, now);
          const details = { actual: words(flow), hint };
          return finding(ID, flowTarget(flow.identifier), hint === null ? 'pass' : 'warn', details);
        })),
    unread
      ? finding(ID, target, 'warn', {
          hint: text.get('hint.survey.assignments', { reason: now.assignmentsUnreadable ?? '' }),
        })
      : finding(ID, target, now.withoutSubject === 0 ? 'pass' : 'warn', {
          actual: now.assignments?.length ?? null,
          hint: now.withoutSubject === 0 ? null : text.get('hint.withoutSubject', { count: now.withoutSubject }),
        }),
  ];
};

/** After the refresh: each flow as it was, each assignment there; undefined where the org has no Revenue Cloud. */
export const checkRevenueCloud = (here: Here): Finding[] | undefined => {
  const sides = sidesOf(here);
  if (sides === undefined || Array.isArray(sides)) return sides;
  const lines = flowLines(sides);
  return [
    ...lines.map((line) => flowFinding(line, sides)),
    ...otherDefaults(sides, lines).map((flow) => otherDefaultFinding(flow, here)),
    ...assignmentFindings(sides, lines),
  ];
};

const changeOf = (target: string, own: Pick<Change, 'before' | 'after' | 'write' | 'reason'>): Change => ({
  item: ID,
  target,
  severity: 'normal',
  ...own,
});

const flowChanges = ({ was, is }: FlowLine): Change[] => {
  const write = (field: string): Write =>
    is
      ? { kind: 'record', object: FLOW, id: is.id, field }
      : { kind: 'record', object: FLOW, id: null, field, defaults: { FlowIdentifier: was.identifier } };
  const reason = text.get(is ? 'reason.flowDiffers' : 'reason.flowMissing');
  // In use first: what is not in use may not be allowed to be the default.
  const fields: Array<[string, string, Scalar, Scalar]> = [
    ['Status', text.get('field.status'), is?.status ?? null, was.status ?? DRAFT],
    ['IsDefault', text.get('field.default'), is?.isDefault ?? false, was.isDefault],
  ];
  return fields
    .filter(([field, , before, after]) => before !== after && !(field === 'Status' && is && isSameStatus(is, was)))
    .map(([field, label, before, after]) =>
      changeOf(`${flowTarget(was.identifier)} › ${label}`, { before, after, reason, write: write(field) })
    );
};

const isSameStatus = (one: ConfigurationFlow, other: ConfigurationFlow): boolean =>
  (one.status ?? DRAFT) === (other.status ?? DRAFT);

/** The new flow is known by its identifier until it is there: it is made in the same run. */
const assignmentChange = ({ was, id }: AssignmentLine, flows: ReadonlyMap<string, ConfigurationFlow>): Change[] => {
  if (id === undefined) return [];
  const field = lookupOf(was.subject.object);
  const flow = flows.get(was.flow);
  const defaults: Record<string, Scalar> = {
    [field]: id,
    ...(flow ? { ProductConfigurationFlowId: flow.id } : { 'ProductConfigurationFlow.FlowIdentifier': was.flow }),
    ...(was.type === null ? {} : { [TYPE_FIELD]: was.type }),
  };
  const write: Write = { kind: 'record', object: ASSIGNMENT, id: null, field, defaults };
  return [
    changeOf(assignmentTarget(was), { before: null, after: id, reason: text.get('reason.assignmentMissing'), write }),
  ];
};

const otherDefaultChange = ({ id, identifier }: ConfigurationFlow, here: Here): Change =>
  changeOf(`${flowTarget(identifier)} › ${text.get('field.default')}`, {
    before: true,
    after: false,
    reason: text.get(isProductions(here, identifier) ? 'reason.productionsDefault' : 'reason.otherDefault'),
    write: { kind: 'record', object: FLOW, id, field: 'IsDefault' },
  });

/** What repoint writes: flows as they were, another default taken back, missing assignments made again. */
export const planRevenueCloud = (here: Here): Change[] => {
  const sides = sidesOf(here);
  if (sides === undefined || Array.isArray(sides)) return [];
  const lines = flowLines(sides);
  // Without a flow to take its place, what is the default stays so.
  const waits = lines.some(({ was, isGone: gone }) => was.isDefault && gone);
  const flows = flowsOf(sides.now);
  const changes = [
    ...otherDefaults(sides, lines).map((flow) => otherDefaultChange(flow, here)),
    ...lines.filter((line) => !line.isGone && !isSame(line)).flatMap(flowChanges),
  ];
  const missing = sides.now.assignments === null ? [] : assignmentLines(sides, lines);
  return [
    // One default gives way before another one takes its place.
    ...(waits ? [] : changes.filter(({ after }) => after === false)),
    ...changes.filter(({ after }) => after !== false),
    ...missing
      .filter(({ isThere, obstacle }) => !isThere && obstacle === null)
      .flatMap((line) => assignmentChange(line, flows)),
  ];
};
