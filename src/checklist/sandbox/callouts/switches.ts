import { endpointsIn, isLogikHost, productionHosts, type WithHoldings } from '../../shared/endpoints/hosts.ts';
import { componentsOf } from '../../shared/endpoints/facts.ts';
import { isOn, kindOf } from '../../shared/endpoints/kinds.ts';
import type { Situation } from '../../item.ts';

/** The kinds that the API switches on and off. */
export const SWITCHED = ['NamedCredential', 'RemoteSiteSetting'] as const;

/** One component that lets code call another system, as it is and as the policy wants it. */
export type Switch = {
  type: string;
  name: string;
  isOn: boolean;
  /** Null: the policy says nothing about it. */
  wanted: boolean | null;
  toProduction: boolean;
  /** A remote site of Logik: the line remote-site turns it. */
  ofLogik: boolean;
};

type Here = Situation<WithHoldings> & { now: WithHoldings };

const wantedFor = ({ answers, before }: Here, type: string, name: string): boolean | null => {
  const { callouts } = answers.policy;
  if (callouts !== 'as-before') return callouts === 'enabled';
  const recorded = componentsOf(before?.holdings, type)?.find((one) => one.name === name);
  return recorded ? isOn(type, recorded.fields) : null;
};

/** Every component that code calls out through, as far as it could be read. */
export const switchesIn = (here: Here): Switch[] => {
  const production = productionHosts(here);
  const environments = [here.before?.environments, here.now.environments, here.production?.environments];
  return SWITCHED.flatMap((type) =>
    (componentsOf(here.now.holdings, type) ?? []).map((component): Switch => {
      const hosts = endpointsIn(type, component).map(({ host }) => host);
      return {
        type,
        name: component.name,
        isOn: isOn(type, component.fields),
        wanted: wantedFor(here, type, component.name),
        toProduction: hosts.some((host) => production.has(host)),
        ofLogik: type === 'RemoteSiteSetting' && hosts.some((host) => isLogikHost(host, environments)),
      };
    })
  );
};

/** What has to be turned, and may be: nothing that leads to production is ever turned on. */
export const toTurn = (here: Here): Switch[] =>
  switchesIn(here).filter(
    ({ isOn: on, wanted, toProduction, ofLogik }) =>
      wanted !== null && wanted !== on && !ofLogik && !(wanted && toProduction)
  );

/** The value of the switch when it is on, or off. */
export const valueOf = (type: string, on: boolean): string | boolean => {
  const { active } = kindOf(type);
  if (!active) throw new RangeError(`No switch: ${type}`);
  return on ? active.on : active.off;
};
