/** A part of a page that is generated: `<!-- bench: name -->` … `<!-- bench: end -->`. */
const REGION = /(<!-- bench: (?!end)([\w-]+) -->\n)[\s\S]*?(<!-- bench: end -->)/g;

/** `page` with the text of each region in its place; throws for a region of which nothing is known. */
export function filled(page: string, regions: Readonly<Record<string, string>>): string {
  return page.replace(REGION, (_region, start: string, name: string, end: string) => {
    const content = regions[name];
    if (content === undefined) throw new Error(`Nothing is known of the region ${name}`);
    return `${start}\n${content}\n\n${end}`;
  });
}
