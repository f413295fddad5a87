import { loadText } from '../../../text.ts';
import {
  counts,
  isLocked,
  isOrg,
  isUnderWay,
  lastCopy,
  mayCount,
  stateOf,
  type SourceRecord,
} from '../../shared/copies/facts.ts';
import { finding } from '../../finding.ts';
import type { Finding, Survey } from '../../item.ts';

const text = loadText('checklist.target');
const ID = 'target';

export type TargetFacts = { source: SourceRecord | null };
type Org = Survey<TargetFacts>['org'];

const overwritten = (org: Org): Finding =>
  org.isSandbox
    ? finding(ID, text.get('target.sandbox'), 'pass', { actual: org.sandboxName ?? org.name })
    : finding(ID, text.get('target.sandbox'), 'fail', { actual: org.name, hint: text.get('hint.production') });

/** By its organization ID, which nothing else has; by its name where the source does not tell the ID. */
const known = (record: SourceRecord, org: Org): Finding => {
  const { label, copies, listed } = record;
  const place = text.get('target.source', { label });
  const name = org.sandboxName ?? org.name;
  if (copies.some((copy) => isOrg(copy, org)))
    return finding(ID, place, 'pass', { expected: org.orgId, actual: org.orgId });
  const other = lastCopy(record)?.orgId ?? null;
  if (other !== null)
    return finding(ID, place, 'fail', {
      expected: org.orgId,
      actual: other,
      hint: text.get('hint.otherOrg', { label, name }),
    });
  if (listed.length > 0 || copies.some(counts))
    return finding(ID, place, 'pass', { expected: name, actual: text.get('actual.byName', { name }) });
  const doubtful = copies.find(mayCount);
  return doubtful
    ? finding(ID, place, 'manual', {
        expected: name,
        actual: text.get('actual.untold', { status: doubtful.status }),
        hint: text.get('hint.untold', { label }),
      })
    : finding(ID, place, 'fail', {
        expected: name,
        actual: text.get('actual.unknown'),
        hint: text.get('hint.unknown', { label, name }),
      });
};

/** A clone of another sandbox is refreshed from that one; once that one is gone, from production. */
const cloned = ({ clone, label }: SourceRecord): Finding[] => {
  if (!clone) return [];
  const hint = clone.name === null ? 'hint.cloneOfNone' : 'hint.clone';
  return [
    finding(ID, text.get('target.clone'), 'warn', {
      actual: clone.name ?? text.get('actual.gone'),
      hint: text.get(hint, { label, name: clone.name ?? '' }),
    }),
  ];
};

/** The latest copy tells whether another refresh is on its way; a status that nobody knows is for people to look at. */
const atRest = ({ label, copies }: SourceRecord): Finding => {
  const place = text.get('target.running');
  const latest = copies.find(mayCount);
  if (latest && stateOf(latest) === 'unknown')
    return finding(ID, place, 'manual', {
      actual: text.get('actual.untold', { status: latest.status }),
      hint: text.get('hint.untold', { label }),
    });
  if (latest && isUnderWay(latest))
    return finding(ID, place, 'fail', { actual: latest.status, hint: text.get('hint.running') });
  if (latest && isLocked(latest))
    return finding(ID, place, 'warn', { actual: latest.status, hint: text.get('hint.locked') });
  return finding(ID, place, 'pass', { actual: latest?.status ?? text.get('actual.noCopies') });
};

/** prepare: whether this org may be overwritten, and whether the named source is where the copy comes from. */
export const surveyTarget = ({ now: { source }, org }: Survey<TargetFacts>): Finding[] => {
  if (!source) {
    const hint = text.get('hint.noSource');
    return [overwritten(org), finding(ID, text.get('target.anySource'), 'skip', { hint })];
  }
  if (source.unreadable !== null) {
    const unread = finding(ID, text.get('target.source', { label: source.label }), 'manual', {
      actual: text.get('actual.unreadable'),
      hint: text.get('hint.unreadable', { reason: source.unreadable }),
    });
    return [overwritten(org), unread];
  }
  return [overwritten(org), known(source, org), ...cloned(source), atRest(source)];
};
