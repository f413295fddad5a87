import { create } from 'xmlbuilder2';
import type { Json } from '../model.ts';
import { badRequest } from './faults.ts';
import type { SoapFault } from './faults.ts';
import type { Elements, MetadataType, Spec } from './spec.ts';

/** An element of a request, without prefixes: clients choose their own. */
export type XmlElement = { name: string; type: string | undefined; text: string; children: XmlElement[] };

const NAMESPACE = 'http://soap.sforce.com/2006/04/metadata';
const XSI = 'http://www.w3.org/2001/XMLSchema-instance';

type Node = { nodeType: number; childNodes: Iterable<Node>; textContent: string | null };
type ElementNode = Node & { localName: string; getAttributeNS(namespace: string, name: string): string | null };

/** Reads a document; a fault for what is no XML. */
export function parseXml(text: string): XmlElement {
  try {
    checkTags(text);
    const root: unknown = create(text).root().node;
    return read(root as ElementNode);
  } catch (error) {
    throw badRequest(`The request is not well-formed XML: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** The parser closes what nobody closed; the real API refuses it. */
function checkTags(text: string): void {
  const open: string[] = [];
  for (const [, end, name = '', empty] of text.matchAll(/<(\/?)([A-Za-z_][\w:.-]*)[^>]*?(\/?)>/g)) {
    if (end === '/') {
      const last = open.pop();
      if (last !== name) throw new Error(`end tag name </${name}> must match start tag name <${last ?? ''}>`);
    } else if (empty !== '/') open.push(name);
  }
  if (open.length > 0) throw new Error(`no end tag for <${open.at(-1) ?? ''}>`);
}

function read(node: ElementNode): XmlElement {
  const children = [...node.childNodes].filter((child): child is ElementNode => child.nodeType === 1).map(read);
  const type = node.getAttributeNS(XSI, 'type')?.split(':').at(-1);
  return { name: node.localName, type, text: children.length > 0 ? '' : (node.textContent ?? ''), children };
}

/** The first child of a name. */
export function child(element: XmlElement | undefined, name: string): XmlElement | undefined {
  return element?.children.find((one) => one.name === name);
}

/** The texts of all children of a name. */
export function texts(element: XmlElement, name: string): string[] {
  return element.children.filter((one) => one.name === name).map((one) => one.text);
}

/** The values of an element by the definition of its type; a fault for an element or value that it does not have. */
export function typedValues(element: XmlElement, elements: Elements, typeName: string): { [element: string]: Json } {
  const values: { [element: string]: Json } = {};
  for (const one of element.children) {
    const spec = elements[one.name];
    if (spec === undefined)
      throw badRequest(`Element {${NAMESPACE}}${one.name} invalid at this location in type ${typeName}`);
    if (typeof spec === 'object' && 'list' in spec) {
      const before = values[one.name];
      values[one.name] = [...(Array.isArray(before) ? before : []), typed(one, spec.list)];
    } else values[one.name] = typed(one, spec);
  }
  return values;
}

function typed(element: XmlElement, spec: Spec): Json {
  const { name, text } = element;
  if (typeof spec === 'object' && 'of' in spec) return typedValues(element, spec.of, name);
  if (typeof spec === 'object' && 'list' in spec) return typed(element, spec.list);
  if (typeof spec === 'object' && !spec.includes(text))
    throw badRequest(`'${text}' is not a valid value for the enum '${name}'`);
  if (spec === 'int' || spec === 'double') return Number(text);
  if (spec !== 'boolean') return text;
  if (!['true', 'false', '1', '0'].includes(text))
    throw badRequest(`'${text}' is not a valid value for the type xsd:boolean`);
  return text === 'true' || text === '1';
}

/** An answer's element: text, a list of the same element, or elements in it. `@…` are attributes. */
export type Output = {
  [name: string]: Output | Output[] | string | number | boolean | Array<string | number | boolean>;
};

/** The values of a component in the order of its definition, without secrets and what is not there. */
export function outputOf(values: { [element: string]: Json }, elements: Elements): Output {
  const output: Output = {};
  for (const [name, spec] of Object.entries(elements)) {
    const value = values[name];
    if (value === undefined || value === null || spec === 'secret') continue;
    output[name] = shown(value, spec);
  }
  return output;
}

function shown(value: Json, spec: Spec): Output[string] {
  if (typeof spec === 'object' && 'list' in spec)
    return (Array.isArray(value) ? value : [value]).map((one) => shown(one, spec.list)) as Output[];
  if (typeof spec === 'object' && 'of' in spec) return outputOf(value as { [element: string]: Json }, spec.of);
  // SOAP writes the zone of a time as Z, REST as +0000.
  if (spec === 'dateTime') return String(value).replace('+0000', 'Z');
  return typeof value === 'object' ? JSON.stringify(value) : value;
}

/** A component as `readMetadata` answers it. */
export function recordOf(type: MetadataType, component: { [element: string]: Json } | undefined): Output {
  if (!component) return { '@xsi:nil': 'true' };
  return { '@xsi:type': type.name, fullName: String(component['fullName']), ...outputOf(component, type.elements) };
}

/** The envelope around the answer of an operation. */
export function envelope(operation: string, result: Output[]): string {
  return write({ [`${operation}Response`]: result.length === 0 ? {} : { result } });
}

/** The envelope around a fault. */
export function faultEnvelope({ code, message }: SoapFault): string {
  return write({ 'soapenv:Fault': { faultcode: code, faultstring: message } });
}

function write(body: Output): string {
  return create(
    { version: '1.0', encoding: 'UTF-8' },
    {
      'soapenv:Envelope': {
        '@xmlns:soapenv': 'http://schemas.xmlsoap.org/soap/envelope/',
        '@xmlns': NAMESPACE,
        '@xmlns:sf': 'http://soap.sforce.com/2006/04/metadata',
        '@xmlns:xsi': XSI,
        'soapenv:Body': body,
      },
    }
  ).end();
}
