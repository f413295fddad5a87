/** A configurable product, in the shape of the Admin API's answers. */
export type ConfigurableProduct = {
  created: string;
  modified: string;
  id: number;
  name: string;
  blueprintVariableName: string;
  /** The 18-character Id of the Salesforce product that Logik holds; a refresh of the org does not change it. */
  partnerProductId: string;
};

type New = Omit<ConfigurableProduct, 'id' | 'created' | 'modified'> & { modified?: string };

/** The products that can be configured in an environment, each with its blueprint. */
export class ConfigurableProducts {
  public readonly all: ConfigurableProduct[] = [];

  public add({ modified, ...product }: New): void {
    const stamp = new Date(modified ?? Date.now()).toISOString();
    this.all.push({ created: stamp, modified: stamp, id: this.all.length + 1, ...product });
  }

  /** The product that holds an 18-character Id of Salesforce. */
  public of(partnerProductId: string): ConfigurableProduct | undefined {
    return this.all.find((product) => product.partnerProductId === partnerProductId);
  }

  public idsOf(blueprintVariableName: string): string[] {
    return this.all
      .filter((product) => product.blueprintVariableName === blueprintVariableName)
      .map(({ partnerProductId }) => partnerProductId);
  }

  /** Gives products other Ids, as the vendor's support does on a case; how many there were. */
  public tie(newIds: ReadonlyMap<string, string>): number {
    const stale = this.all.filter(({ partnerProductId }) => newIds.has(partnerProductId));
    for (const product of stale) {
      product.partnerProductId = newIds.get(product.partnerProductId) ?? product.partnerProductId;
      product.modified = new Date().toISOString();
    }
    return stale.length;
  }
}
