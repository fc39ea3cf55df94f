// The yardstick of the PDF benchmark: the same rows as a tagged PDF by pdfkit (npm), with the same faces.
//
//     cargo run --release -p carrel-report --example bench_pdf -- --texts 1000 > rows.json
//     node pdfkit.mjs rows.json [out.pdf]        (where pdfkit is installed, or with NODE_PATH)
//
// Prints one JSON object. The clock starts when the rows are read and pdfkit is loaded.
import { createWriteStream, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))
const PDFDocument = createRequire(resolve('package.json'))('pdfkit')
const data = JSON.parse(readFileSync(process.argv[2], 'utf8'))
const file = process.argv[3] ?? '/dev/null'
const idle = process.memoryUsage().rss
const start = process.hrtime.bigint()

const SIDE = 45
const FLOOR = 780
const PLACES = [[45, 124], [180, 95], [286, 69], [366, 69], [446, 104]]
const doc = new PDFDocument({
  size: 'A4', margin: 0, pdfVersion: '1.7', subset: 'PDF/UA', tagged: true, lang: 'en', displayTitle: true,
  bufferPages: true, autoFirstPage: false, info: { Title: data.title }
})
const face = name => join(here, '..', 'fonts', `${name}.ttf`)
doc.registerFont('regular', face('NotoSans-Regular'))
doc.registerFont('bold', face('NotoSans-Bold'))
doc.registerFont('serif', face('NotoSerif-Bold'))
const out = createWriteStream(file)
doc.pipe(out)

let y = 0
const artifact = draw => {
  doc.markContent('Artifact', { type: 'Pagination' })
  draw()
  doc.endMarkedContent()
}
const head = () => {
  data.head.forEach((text, at) => doc.font('bold').fontSize(9.4).fillColor('#666058').text(text, PLACES[at][0], y, { width: PLACES[at][1] }))
}
const rule = () => doc.moveTo(SIDE, y).lineTo(550, y).lineWidth(0.5).strokeColor('#d8d1c5').stroke()
const turn = () => {
  doc.addPage()
  y = 54
}

turn()
const root = doc.struct('Document')
doc.addStructure(root)
root.add(doc.struct('H1', () => doc.font('serif').fontSize(31).fillColor('#22201d').text(data.title, SIDE, 130, { width: 420 })))
turn()
root.add(doc.struct('H2', () => doc.font('serif').fontSize(20).fillColor('#7a2a24').text(data.section, SIDE, y, { width: 505 })))
y += 34
const table = doc.struct('Table')
root.add(table)
const columns = doc.struct('TR')
table.add(columns)
data.head.forEach((text, at) => {
  const options = { width: PLACES[at][1] }
  columns.add(doc.struct('TH', () => doc.font('bold').fontSize(9.4).fillColor('#666058').text(text, PLACES[at][0], y, options)))
})
columns.add(doc.struct('TH', () => doc.font('regular').fontSize(9).text(data.details, SIDE, y + 12, { width: 505 })))
columns.end()
y += 30
for (const row of data.rows) {
  const faces = row.cells.map((_, at) => (at === 0 ? 'bold' : 'regular'))
  const heights = row.cells.map((text, at) => doc.font(faces[at]).fontSize(10.5).heightOfString(text || '–', { width: PLACES[at][1] }))
  const below = doc.font('regular').fontSize(9.6).heightOfString(row.details, { width: 505 })
  const main = Math.max(...heights)
  if (y + main + below + 11 > FLOOR) {
    turn()
    artifact(head)
    y += 16
  }
  y += 5
  const line = doc.struct('TR')
  table.add(line)
  row.cells.forEach((text, at) => {
    line.add(doc.struct(at === 0 ? 'TH' : 'TD', () => {
      doc.font(faces[at]).fontSize(10.5).fillColor('#22201d').text(text || '–', PLACES[at][0], y, { width: PLACES[at][1] })
    }))
  })
  line.add(doc.struct('TD', () => {
    doc.font('regular').fontSize(9.6).fillColor('#22201d').text(row.details, SIDE, y + main + 1.5, { width: 505 })
  }))
  line.end()
  y += main + below + 6.5
  artifact(rule)
}
table.end()
root.end()
const pages = doc.bufferedPageRange().count
for (let at = 0; at < pages; at++) {
  doc.switchToPage(at)
  artifact(() => doc.font('regular').fontSize(9.2).fillColor('#666058').text(`Page ${at + 1} of ${pages}`, 400, 802, { width: 143, align: 'right', lineBreak: false }))
}
doc.end()
await new Promise(done => out.on('finish', done))
const seconds = Number(process.hrtime.bigint() - start) / 1e9
const peak = Number(readFileSync('/proc/self/status', 'utf8').match(/VmHWM:\s+(\d+)/)[1])
console.log(JSON.stringify({
  tool: 'pdfkit', rows: data.rows.length, seconds, pages, bytes: out.bytesWritten, idle_kb: Math.round(idle / 1024),
  peak_kb: peak, above_idle_mb: (peak - idle / 1024) / 1024
}))
