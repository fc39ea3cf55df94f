// A log of a million entries: searching it against the query alone, proving it against hashing the same bytes alone.
import { join } from 'node:path'
import { capture, carrel, example, median, note, short, temporary } from './base.mjs'
import { settings } from './server.mjs'

const entries = short ? 100_000 : 1_000_000
const tool = example('audit_log')

export async function measure(figure) {
  const folder = await temporary('log')
  const url = `sqlite:${join(folder, 'carrel.sqlite')}`
  const env = settings(folder, url)
  await capture(carrel, ['admin', 'organization', '--name', 'Bench'], { env })
  const filling = process.hrtime.bigint()
  await capture(tool, ['fill', url, join(folder, 'secret.key'), String(entries)], { seconds: 600 })
  const filled = Number(process.hrtime.bigint() - filling) / 1e9
  note(`${entries} entries appended in ${filled.toFixed(1)} s`)

  const searched = JSON.parse(await capture(tool, ['search', url, short ? '20' : '200'], { seconds: 600 }))
  note(`search p99 ${searched.search_ms.toFixed(2)} ms, the query alone ${searched.bare_ms.toFixed(2)} ms; slowest: ${searched.slowest}`)

  const proofs = []
  const hashes = []
  let bytes = 0
  // In turns; the faster of each counts: what is slower than that is somebody else on the machine.
  for (let round = 0; round < (short ? 1 : 3); round++) {
    const begun = process.hrtime.bigint()
    const said = await capture(carrel, ['audit', 'verify'], { env, seconds: 600 })
    proofs.push(Number(process.hrtime.bigint() - begun) / 1e9)
    bytes = Number(said.match(/\((\d+) bytes\)/)?.[1] ?? NaN)
    if (!said.includes('The log is whole') || !(bytes > 0)) throw new Error(`verify says: ${said}`)
    hashes.push(JSON.parse(await capture(tool, ['hash', String(entries), String(bytes)])).seconds)
    note(`verify ${proofs.at(-1).toFixed(2)} s, hashing alone ${hashes.at(-1).toFixed(2)} s`)
  }
  const name = `log of ${entries.toLocaleString('en')} entries`
  figure(`${name}: search p99 against the bare SQL query's`, searched.search_ms / searched.bare_ms, '×', 3, 'at most')
  figure(`${name}: audit verify against hashing the same bytes alone`, 100 * Math.min(...hashes) / Math.min(...proofs), '%', 30, 'at least')
  figure(`${name}: audit verify`, median(proofs), 's')
  figure(`${name}: entries appended`, entries / filled, '/s')
  return { entries, bytes, searched, verify_seconds: proofs, hash_seconds: hashes, append_seconds: filled }
}
