// axe-core on a page of the tests.

import {createRequire} from 'node:module';
import {readFile} from 'node:fs/promises';

const AXE = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

// What axe finds that is serious or worse, in words. Below a menu that is open lie buttons that are partly covered.
export async function findFaults(page, {isCovered = false} = {}) {
  // Not an element: the page's own policy forbids inline scripts, and stays in force.
  await page.evaluate(AXE);
  const {violations} = await page.evaluate((given) => window.axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    ...(given ? {rules: {'target-size': {enabled: false}}} : {})}), isCovered);
  return violations.filter(({impact}) => impact === 'serious' || impact === 'critical')
      .flatMap(({id, nodes}) => nodes.map((node) => `${id}: ${node.target.join(' ')}: ${node.any.concat(node.all)[0]?.message ?? ''}`));
}
