// A preview of people who did not renew among 1,000,000, with what is kept and why, against the bare query that counts them.
import { join } from 'node:path'
import { capture, example, note, short, temporary } from './base.mjs'

export async function measure(figure) {
  const folder = await temporary('retention')
  const url = `sqlite:${join(folder, 'carrel.sqlite')}`
  const [patrons, rounds] = short ? ['100000', '3'] : ['1000000', '7']
  const found = JSON.parse(await capture(example('retention_preview'), [url, patrons, rounds], { seconds: 900 }))
  note(`preview ${found.preview_ms.toFixed(0)} ms, counting alone ${found.bare_ms.toFixed(0)} ms, ${found.found} of ${found.patrons} found`)
  figure('retention preview over 1,000,000 patrons against the bare counting query', found.preview_ms / found.bare_ms, '×', 2, 'at most')
  return found
}
