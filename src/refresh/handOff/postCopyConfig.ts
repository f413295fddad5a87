import { componentsOf, type Component, type Holding } from '../../checklist/shared/endpoints/facts.ts';
import type { Scalar } from '../../checklist/item.ts';
import { isRedacted } from '../../salesforce/redact.ts';

/** One entry of SandboxInfo.PostCopyConfig, as @salesforce/core's PostCopyConfigEntry has it. */
export type PostCopyEntry = {
  ConfigurationName: 'OutboundMessages' | 'RemoteSiteSettings';
  Label: string;
  Fields: Record<string, string>;
  IsActive: boolean;
  /** A phase: entries with the same number run side by side. */
  ExecutionOrder: number;
};

/** An address that may stand in a file; one that carries a secret is left out. */
const addressOf = ({ fields, secrets }: Component, field: string): string | undefined => {
  const value = fields[field];
  return typeof value === 'string' && value !== '' && !secrets.includes(field) && !isRedacted(value)
    ? value
    : undefined;
};

/** What a field of a component is to hold after the refresh; undefined where the plugin would not write it. */
export type After = (type: string, field: string, value: string) => Scalar | undefined;

/** The sandbox's own components: what production has just so, the refresh brings by itself. */
const ownComponents = (
  type: string,
  field: string,
  sandbox: readonly Holding[],
  production: readonly Holding[] | undefined,
  after: After
): Array<Component & { address: string }> =>
  (componentsOf(sandbox, type) ?? []).flatMap((component) => {
    const recorded = addressOf(component, field);
    const address = recorded === undefined ? undefined : after(type, field, recorded);
    const theirs = componentsOf(production, type)?.find(({ name }) => name === component.name);
    if (typeof address !== 'string' || theirs?.fields[field] === address) return [];
    return [{ ...component, address }];
  });

/**
 * The addresses of the sandbox as Salesforce's own post-copy automation sets them during the refresh: it knows outbound
 * messages and remote sites only (github forcedotcom/sf-skills, automation-sandbox-post-copy-config-generate).
 *
 * @param sandbox the components that the line integrations recorded in the sandbox
 * @param production the same of production, where it was read
 * @param after what the plugin itself makes of a recorded value: what it would not write stands in no other tool's file
 */
export const postCopyEntries = (
  sandbox: readonly Holding[],
  production: readonly Holding[] | undefined,
  after: After = (_type, _field, value) => value
): PostCopyEntry[] => [
  ...ownComponents('WorkflowOutboundMessage', 'endpointUrl', sandbox, production, after).flatMap(
    ({ name, address }): PostCopyEntry[] => {
      const [object, label] = name.split('.');
      if (label === undefined) return [];
      return [
        {
          ConfigurationName: 'OutboundMessages',
          Label: label,
          Fields: { EndpointUrl: address, Object: object },
          IsActive: true,
          ExecutionOrder: 1,
        },
      ];
    }
  ),
  ...ownComponents('RemoteSiteSetting', 'url', sandbox, production, after).map(
    ({ name, address, fields }): PostCopyEntry => ({
      ConfigurationName: 'RemoteSiteSettings',
      Label: name,
      Fields: { RemoteSiteUrl: address },
      // An entry that is not active is kept and not carried out.
      IsActive: fields.isActive !== false,
      ExecutionOrder: 2,
    })
  ),
];
