// Staff finding patrons among 100,000, by name and by card, against the bare query.
import { copyFile } from 'node:fs/promises'
import { join } from 'node:path'
import { capture, example, note, short, temporary } from './base.mjs'
import { sqliteLibrary } from './data.mjs'

export async function measure(figure) {
  const kept = await sqliteLibrary()
  const folder = await temporary('search')
  // A copy: the measurement brings it to the newest schema.
  await copyFile(join(kept, 'carrel.sqlite'), join(folder, 'carrel.sqlite'))
  const url = `sqlite:${join(folder, 'carrel.sqlite')}`
  const found = JSON.parse(await capture(example('patron_search'), [url, short ? '100' : '1000'], { seconds: 600 }))
  note(`search p99 ${found.search_ms.toFixed(2)} ms, the query alone ${found.bare_ms.toFixed(2)} ms`)
  figure('finding patrons among 100,000: p99 against the bare SQL query\'s', found.search_ms / found.bare_ms, '×', 3, 'at most')
  return found
}
