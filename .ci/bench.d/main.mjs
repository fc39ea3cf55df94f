// Runs the parts asked for, prints one table, writes target/bench.json. See .ci/bench.
import { cpus, totalmem } from 'node:os'
import { join } from 'node:path'
import { writeFile } from 'node:fs/promises'
import { capture, finish, note, root, say, short, target } from './base.mjs'

const parts = ['start', 'visit', 'pages', 'json', 'pdf', 'import', 'koha', 'api', 'log', 'archive', 'search', 'anonymize', 'retention']
const wanted = process.argv.slice(2)
const unknown = wanted.filter(name => !parts.includes(name))
if (unknown.length > 0) {
  console.error(`There is no part '${unknown[0]}'. Parts: ${parts.join(' ')}`)
  process.exit(2)
}

const figures = []
const details = {}
const failures = []
const started = Date.now()
for (const part of parts.filter(name => wanted.length === 0 || wanted.includes(name))) {
  const start = Date.now()
  say(part)
  try {
    const { measure } = await import(`./${part}.mjs`)
    details[part] = await measure((figure, value, unit, limit = null, is = null) => {
      const met = limit === null ? null : is === 'at least' ? value >= limit : value <= limit
      figures.push({ part, figure, value, unit, target: limit === null ? null : { is, value: limit }, met })
    })
  } catch (error) {
    console.error(error)
    failures.push({ part, error: String(error.message ?? error) })
  }
  note(`${part}: ${Math.round((Date.now() - start) / 1000)} s`)
}

const number = value => new Intl.NumberFormat('en', { maximumFractionDigits: Math.abs(value) < 10 ? 2 : Math.abs(value) < 100 ? 1 : 0 }).format(value)
const rows = [['what', 'value', 'target', 'met']]
for (const { figure, value, unit, target, met } of figures) {
  const sign = target?.is === 'at least' ? '≥' : '≤'
  rows.push([figure, `${number(value)} ${unit}`, target ? `${sign} ${number(target.value)} ${unit}` : '', met === null ? '' : met ? 'yes' : 'NO'])
}
for (const { part, error } of failures) rows.push([part, 'NOT MEASURED', '', 'NO', error])
const widths = [0, 1, 2].map(at => Math.max(...rows.map(row => [...row[at]].length)))
console.log()
for (const [what, value, limit, met, more = ''] of rows) {
  console.log(`${what.padEnd(widths[0])}  ${value.padStart(widths[1])}  ${limit.padStart(widths[2])}  ${met} ${more}`.trimEnd())
}
const judged = figures.filter(figure => figure.met !== null)
const missed = judged.filter(figure => !figure.met).length
console.log(`\n${judged.length - missed} of ${judged.length} targets met${failures.length > 0 ? `, ${failures.length} parts not measured` : ''}`
  + `${short ? ' (short mode: smaller than the targets are meant for)' : ''}. ${Math.round((Date.now() - started) / 1000)} s.`)

const commit = (await capture('git', ['-C', root, 'describe', '--always', '--dirty'], { fails: true })).trim()
const machine = { cores: cpus().length, model: cpus()[0]?.model, memory_gb: Math.round(totalmem() / 2 ** 30) }
await writeFile(join(target, 'bench.json'),
  `${JSON.stringify({ at: new Date(started).toISOString(), commit, short, machine, figures, failures, details }, null, 2)}\n`)
note(join(target, 'bench.json'))
await finish(failures.length > 0 ? 1 : 0)
